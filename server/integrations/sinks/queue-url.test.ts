import { describe, expect, it } from "vitest";
import { refusalOfQueue } from "./queue-url";

const region = "us-east-1";

describe("a queue URL", () => {
  const aws = "https://sqs.us-east-1.amazonaws.com/123456789012/events";
  const refusal = (queueUrl: string, more: { region?: string; allowedHosts?: string[] } = {}) =>
    refusalOfQueue(
      { queueUrl, region: more.region ?? region },
      { allowedHosts: more.allowedHosts ?? ["127.0.0.1:4566"] },
    );

  it.each([
    aws,
    `${aws}.fifo`,
    `https://sqs.us-east-1.amazonaws.com/123456789012/${"a".repeat(80)}`,
    "http://127.0.0.1:4566/000000000000/events",
  ])("%s may be called", (url) => {
    expect(refusal(url)).toBeNull();
  });

  it("in China may be called", () => {
    const url = "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/events";
    expect(refusal(url, { region: "cn-north-1" })).toBeNull();
  });

  it.each([
    "",
    "events",
    aws.replace("https", "http"),
    aws.replace(".com/", ".com:8443/"),
    aws.replace(".com/", ".com.evil.example/"),
    aws.replace("sqs.", "evil.example/sqs."),
    aws.replace("https://", "https://user:pw@"),
    aws.replace("https://", "https://evil.example#@"),
    aws.replace("amazonaws.com", "amazonaws.co"),
    aws.replace("123456789012", "12345678901"),
    `${aws}/more`,
    `${aws}?x=1`,
    `${aws}#x`,
    `${aws}.fifo.fifo`,
    `${aws}\n`,
    `https://sqs.us-east-1.amazonaws.com/123456789012/${"a".repeat(81)}`,
    "http://127.0.0.1:4567/000000000000/events",
    "http://169.254.169.254/000000000000/events",
    "file:///000000000000/events",
  ])("%j may not be called", (url) => {
    expect(refusal(url)).toContain("https://sqs.REGION.amazonaws.com/ACCOUNT/NAME");
  });

  it("must be in the region that is named", () => {
    expect(refusal(aws, { region: "eu-west-1" })).toBe("The queue is in us-east-1, not in eu-west-1.");
    expect(refusal(aws, { region: "us-east-1.evil.example" })).toContain("region");
    expect(refusal(aws, { region: "" })).toContain("region");
  });
});
