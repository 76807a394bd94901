import { quickStartIntro, quickSteps, receiveStep } from "./quick-start";

/** The quick start as the Markdown of docs/quick-start.md. */
export function quickStartMarkdown(): string {
  const steps = [...quickSteps, receiveStep].map(
    (step, at) =>
      `## ${at + 1}. ${step.title}\n\n${step.text}\n\n\`\`\`sh\n${step.curl}\n\`\`\`\n\n\`\`\`ts\n${step.typescript}\n\`\`\`\n`,
  );
  return `# Quick start\n\n${quickStartIntro}\n\nThe whole reference is at \`/docs\` of the desk, and as OpenAPI 3.1 at \`/api/v2/openapi.json\`.\n\n${steps.join("\n")}`;
}
