-- The books are verified as prorata_audit by whoever owns them. Only a superuser may take a role on without being its member.
do $$
begin
  execute format('grant prorata_audit to %I', current_user);
exception when insufficient_privilege then
  raise notice 'the owner cannot verify the books until prorata_audit is granted to %', current_user;
end $$;
