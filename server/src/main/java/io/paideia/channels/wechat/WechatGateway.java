package io.paideia.channels.wechat;

import io.paideia.channels.Failure;
import io.paideia.channels.Wire;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls WeChat Pay and believes only what it signed, refusals included: they are signed as well,
 * save where WeChat Pay could not tell who was calling. Thread-safe.
 */
final class WechatGateway {

    /** Another channel need not share these; everything else is about the request itself. */
    private static final Set<String> OTHERS_MAY_TAKE =
            Set.of("RULE_LIMIT", "ACCOUNT_ERROR", "TRADE_ERROR", "BANK_ERROR");

    private static final Set<String> TOO_MANY_CALLS =
            Set.of("FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED", "RATELIMIT_EXCEEDED");

    private final SignedWire wire;
    private final PlatformKeys keys;
    private final JsonMapper mapper;
    private final Clock clock;

    WechatGateway(SignedWire wire, PlatformKeys keys, JsonMapper mapper, Clock clock) {
        this.wire = wire;
        this.keys = keys;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** What came back. */
    sealed interface Answer {

        /** WeChat Pay did it; the body is missing where it says nothing. */
        record Given(JsonNode body) implements Answer {

            String text(String pointer) {
                return body.at(pointer).asString("");
            }
        }

        /** WeChat Pay refused; nothing is changed by this call. */
        record Denied(int status, String code, String message) implements Answer {

            boolean isBusy() {
                return status == 429 || TOO_MANY_CALLS.contains(code);
            }

            String why() {
                return message + " (" + status + " " + code + ")";
            }

            Failure failure() {
                if (isBusy()) {
                    return new Failure("channel_busy", why(), true);
                }
                return code.equals("NOT_ENOUGH")
                        ? new Failure("insufficient_funds", why(), true)
                        : new Failure("channel_refused", why(), OTHERS_MAY_TAKE.contains(code));
            }
        }

        /** The request surely never reached WeChat Pay. */
        record NotSent(String why) implements Answer {}

        /** It may have. */
        record NoAnswer(String why) implements Answer {}
    }

    Answer get(String path) {
        return read(wire.get(path, keys.announced()));
    }

    Answer post(String path, Map<String, Object> body) {
        return post(path, body, keys.announced());
    }

    /**
     * @param serial which key a part of the body is encrypted with
     */
    Answer post(String path, Map<String, Object> body, String serial) {
        return read(wire.post(path, mapper.writeValueAsString(body), serial));
    }

    /** A file, which WeChat Pay does not sign. */
    <T> T download(String path, Wire.Reading<T> reading) throws IOException {
        return wire.download(path, reading);
    }

    Optional<PlatformKeys.Known> encryptionKey() {
        return keys.newest();
    }

    private Answer read(Wire.Reply reply) {
        return switch (reply) {
            case Wire.Reply.NotSent none -> new Answer.NotSent(none.why());
            case Wire.Reply.NoAnswer none -> new Answer.NoAnswer(none.why());
            case Wire.Reply.Answered answer -> read(answer);
        };
    }

    private Answer read(Wire.Reply.Answered answer) {
        int status = answer.status();
        boolean done = status == 200 || status == 204;
        if (!done && (status < 400 || status >= 500)) {
            return new Answer.NoAnswer("HTTP status " + status);
        }
        Stamp stamp = Stamp.of(answer::header);
        if (!stamp.isComplete()) {
            return new Answer.NoAnswer("An unsigned answer with the HTTP status " + status);
        }
        if (!stamp.isRecent(clock.instant())) {
            return new Answer.NoAnswer("The answer's time is more than five minutes from ours");
        }
        boolean genuine =
                keys.knownOrFetched(stamp.serial())
                        .map(key -> stamp.verifies(answer.body(), key))
                        .orElse(false);
        return genuine
                ? parse(answer.body(), status, done)
                : new Answer.NoAnswer("The answer's signature is not WeChat Pay's");
    }

    private Answer parse(String text, int status, boolean done) {
        try {
            JsonNode body = text.isEmpty() ? mapper.createObjectNode() : mapper.readTree(text);
            return done
                    ? new Answer.Given(body)
                    : new Answer.Denied(
                            status,
                            body.path("code").asString(""),
                            body.path("message").asString(""));
        } catch (JacksonException e) {
            return new Answer.NoAnswer("The answer is not JSON");
        }
    }
}
