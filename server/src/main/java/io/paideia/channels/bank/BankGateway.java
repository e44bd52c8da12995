package io.paideia.channels.bank;

import io.paideia.channels.Wire;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.w3c.dom.Element;

/**
 * Hands messages to the bank over HTTP and fetches what it has for us. Requests are signed over
 * method, path and body, answers over their body; what a message is about stands in the message, so
 * whoever reads it compares that. Thread-safe; blocks its caller.
 */
final class BankGateway {

    private final BankSettings settings;
    private final BankSignature signature;
    private final Wire wire;

    BankGateway(BankSettings settings, BankSignature signature) {
        this.settings = settings;
        this.signature = signature;
        this.wire = new Wire("The bank", settings.timeout());
    }

    /** What came back. */
    sealed interface Answer {

        /** A message of the bank, its signature checked. */
        record Given(Element message) implements Answer {}

        /** The bank took it and says nothing more. */
        record Taken() implements Answer {}

        /** The bank has no such thing. */
        record NotThere() implements Answer {}

        /** Surely not taken; another channel may do. */
        record Busy(String why) implements Answer {}

        /** Surely not taken. */
        record Refused(String why) implements Answer {}

        record NotSent(String why) implements Answer {}

        /** It may have been taken. */
        record NoAnswer(String why) implements Answer {}
    }

    /** Tells the bank of a receipt to come. */
    Answer announce(String json) {
        return send("POST", "expected-receipts", "application/json", json);
    }

    /** Orders a transfer; the same message again is not carried out again. */
    Answer order(String pain) {
        return send("POST", "payments", "application/xml", pain);
    }

    Answer status(String message) {
        return send("GET", "payments/" + message, "", "");
    }

    /** The statement of a day, which may be the running one. */
    Answer statement(LocalDate day) {
        return send("GET", "statements/" + day, "", "");
    }

    private Answer send(String method, String path, String type, String body) {
        URI uri = uri(path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .header(
                                BankSignature.HEADER,
                                signature.sign(method + " " + uri.getRawPath() + "\n" + body));
        if (method.equals("GET")) {
            request.GET();
        } else {
            request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return switch (wire.send(request, Xml.MOST_CHARACTERS)) {
            case Wire.Reply.Answered answer -> read(answer, method.equals("POST"));
            case Wire.Reply.NotSent none -> new Answer.NotSent(none.why());
            case Wire.Reply.NoAnswer none -> new Answer.NoAnswer(none.why());
        };
    }

    private Answer read(Wire.Reply.Answered answer, boolean posted) {
        return switch (answer.status()) {
            case 200 -> message(answer);
            case 201, 202, 204 -> new Answer.Taken();
            case 404 -> new Answer.NotThere();
            case 429 -> new Answer.Busy("HTTP status 429");
            case 409 -> new Answer.Busy(answer.body());
            // Who is not let in today says nothing of what was taken yesterday; nor does a
            // question.
            case 400, 422 ->
                    posted
                            ? new Answer.Refused("HTTP status " + answer.status())
                            : new Answer.NoAnswer("HTTP status " + answer.status());
            default -> new Answer.NoAnswer("HTTP status " + answer.status());
        };
    }

    private Answer message(Wire.Reply.Answered answer) {
        byte[] body = answer.response().body();
        if (!signature.verifies(body, answer.header(BankSignature.HEADER))) {
            return new Answer.NoAnswer("The answer's signature is not the bank's");
        }
        try {
            return new Answer.Given(Xml.root(new String(body, StandardCharsets.UTF_8)));
        } catch (Xml.Unreadable e) {
            return new Answer.NoAnswer("The answer is " + e.getMessage());
        }
    }

    private URI uri(String path) {
        String base = settings.gateway().toString();
        return URI.create(base.endsWith("/") ? base + path : base + "/" + path);
    }
}
