import { writeClient } from "./generate";

await writeClient();
