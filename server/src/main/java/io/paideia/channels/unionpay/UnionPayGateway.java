package io.paideia.channels.unionpay;

import io.paideia.channels.Failure;
import io.paideia.channels.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls UnionPay's gateway: common fields, signature, answer and its signature. An answer counts
 * only if it is for this merchant and names what was asked. Thread-safe.
 */
final class UnionPayGateway {

    private static final List<String> ECHOED = List.of("orderId", "txnTime", "settleDate");

    /** A bill comes in one answer, some 600 bytes a line before it is packed. */
    private static final int LARGEST_BILL = 64 * 1024 * 1024;

    private final UnionPaySettings settings;
    private final UnionPaySignature signature;
    private final Wire wire;

    UnionPayGateway(UnionPaySettings settings, UnionPaySignature signature) {
        this.settings = settings;
        this.signature = signature;
        this.wire = new Wire("UnionPay", settings.timeout());
    }

    /** What came back. */
    sealed interface Answer {

        /** UnionPay's own answer, its signature and addressee checked. */
        record Given(Map<String, String> fields) implements Answer {

            String code() {
                return field("respCode");
            }

            String field(String name) {
                return fields.getOrDefault(name, "");
            }

            String message() {
                return field("respMsg") + " (" + code() + ")";
            }

            Failure failure() {
                return UnionPayCodes.failure(code(), field("respMsg"));
            }
        }

        /** The request surely never reached UnionPay. */
        record NotSent(String why) implements Answer {}

        /** It may have. */
        record NoAnswer(String why) implements Answer {}
    }

    Answer call(String page, Map<String, String> business) {
        return switch (wire.send(request(settings.gateway().resolve(page), business))) {
            case Wire.Reply.Answered answer when answer.status() == 200 ->
                    read(answer.body(), business);
            case Wire.Reply.Answered answer ->
                    new Answer.NoAnswer("HTTP status " + answer.status());
            case Wire.Reply.NotSent none -> new Answer.NotSent(none.why());
            case Wire.Reply.NoAnswer none -> new Answer.NoAnswer(none.why());
        };
    }

    /** The same from where the bills are, whose answers are larger. */
    Answer download(Map<String, String> business) {
        try {
            return wire.download(
                    request(settings.fileGateway(), business),
                    (status, body) -> {
                        byte[] bytes = body.readNBytes(LARGEST_BILL + 1);
                        if (status != 200 || bytes.length > LARGEST_BILL) {
                            return new Answer.NoAnswer(
                                    "HTTP status " + status + ", " + bytes.length + " bytes");
                        }
                        return read(new String(bytes, StandardCharsets.UTF_8), business);
                    });
        } catch (IOException e) {
            return new Answer.NoAnswer(
                    e.getClass().getSimpleName() + " while waiting for UnionPay's bill");
        }
    }

    /** Where the buyer's browser posts an order. */
    URI page(String name) {
        return settings.gateway().resolve(name);
    }

    Map<String, String> signed(Map<String, String> business) {
        Map<String, String> fields = new HashMap<>(business);
        fields.put("version", "5.1.0");
        fields.put("encoding", "UTF-8");
        fields.put("signMethod", "01");
        fields.put("accessType", "0");
        fields.put("merId", settings.merId());
        return signature.signed(fields);
    }

    private HttpRequest.Builder request(URI to, Map<String, String> business) {
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(UnionPayMessage.form(signed(business))));
    }

    private Answer read(String body, Map<String, String> business) {
        Answer.Given given = new Answer.Given(UnionPayMessage.answer(body.strip()));
        if (!signature.verifies(given.fields())) {
            return new Answer.NoAnswer("The answer's signature is not UnionPay's");
        }
        if (!given.field("merId").equals(settings.merId())) {
            return new Answer.NoAnswer("The answer is for another merchant");
        }
        for (String name : ECHOED) {
            String asked = business.get(name);
            if (asked != null && !asked.equals(given.field(name))) {
                return new Answer.NoAnswer("The answer is to another question: " + name);
            }
        }
        return given;
    }
}
