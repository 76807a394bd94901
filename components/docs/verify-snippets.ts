import type { Sample } from "./reference";

/** Verifying a delivery with what each language brings along, or with the Standard Webhooks library where there is one to install. */
export const verifySnippets: readonly Sample[] = [
  {
    label: "TypeScript",
    text: `// npm install standardwebhooks
import { Webhook } from "standardwebhooks";

// rawBody: the bytes as they came, before any parsing. Throws when the signature or the time is wrong.
const event = new Webhook(signingSecret).verify(rawBody, request.headers);`,
  },
  {
    label: "Python",
    text: `import base64, hashlib, hmac, time

def verify(raw_body: bytes, headers, signing_secret: str) -> None:
    key = base64.b64decode(signing_secret.removeprefix("whsec_"))
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(timestamp)) > 300:
        raise ValueError("too old, or from the future")
    signed = f"{message_id}.{timestamp}.".encode() + raw_body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    for signature in headers["webhook-signature"].split(" "):
        if hmac.compare_digest(signature, f"v1,{expected}"):
            return
    raise ValueError("no signature fits")`,
  },
  {
    label: "Go",
    text: `import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func verify(rawBody []byte, header http.Header, signingSecret string) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(signingSecret, "whsec_"))
	if err != nil {
		return err
	}
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return errors.New("too old, or from the future")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(rawBody)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, signature := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(signature), []byte(expected)) {
			return nil
		}
	}
	return errors.New("no signature fits")
}`,
  },
  {
    label: "Java",
    text: `import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

static void verify(byte[] rawBody, String id, String timestamp, String signatures, String signingSecret)
    throws GeneralSecurityException {
  Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), Instant.now()).abs();
  if (age.toMinutes() >= 5) throw new GeneralSecurityException("too old, or from the future");
  Mac mac = Mac.getInstance("HmacSHA256");
  mac.init(new SecretKeySpec(Base64.getDecoder().decode(signingSecret.replaceFirst("^whsec_", "")), "HmacSHA256"));
  mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
  byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(rawBody))).getBytes(StandardCharsets.UTF_8);
  for (String signature : signatures.split(" ")) {
    if (MessageDigest.isEqual(signature.getBytes(StandardCharsets.UTF_8), expected)) return;
  }
  throw new GeneralSecurityException("no signature fits");
}`,
  },
];
