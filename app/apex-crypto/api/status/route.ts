import { serveRest } from "@/server/api/rest/mount";

export const dynamic = "force-dynamic";
export const GET = serveRest;
export const HEAD = serveRest;
export const POST = serveRest;
export const PUT = serveRest;
export const PATCH = serveRest;
export const DELETE = serveRest;
export const OPTIONS = serveRest;
