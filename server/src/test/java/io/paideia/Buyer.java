package io.paideia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happens at the provider: the buyer's phone, the faults, the provider's books. Thread-safe.
 */
public final class Buyer {

    private final URI sandbox;
    private final JsonMapper mapper;
    private final HttpClient http = HttpClient.newHttpClient();

    Buyer(URI sandbox, JsonMapper mapper) {
        this.sandbox = sandbox;
        this.mapper = mapper;
    }

    /** Pays what is behind this reference; true if the provider took it. */
    public boolean pays(String reference) {
        return post("pay", Map.of("reference", reference)).statusCode() == 200;
    }

    /** Sends any amount with any text to the merchant's bank account; the trade's reference. */
    public String transfers(String amount, String currency, String text) {
        String done =
                expectDone(
                        "bank/transfer",
                        Map.of("amount", amount, "currency", currency, "text", text));
        return mapper.readTree(done).path("reference").asString();
    }

    /** Looks at the code without paying, which makes it a trade that the provider admits. */
    public void scans(String code) {
        send(HttpRequest.newBuilder(URI.create(code)).GET());
    }

    /** The buyer's bank wants all of the money back that is left. */
    public void disputes(String reference) {
        expectDone("dispute", Map.of("reference", reference));
    }

    /** It wants so much back, in minor units, whatever was refunded. */
    public void disputes(String reference, long minor) {
        expectDone("dispute", Map.of("reference", reference, "amount", minor));
    }

    /** The bank has decided: won or lost for the merchant. */
    public void decides(String reference, String outcome) {
        expectDone("dispute", Map.of("reference", reference, "outcome", outcome));
    }

    /** Lets the provider misbehave for one reference; a fault is a name or a map. */
    public void meets(String reference, Object... faults) {
        expectDone("scenario", Map.of("reference", reference, "faults", Arrays.asList(faults)));
    }

    /** Lets the provider misbehave for everybody, until {@link #meetsNothing}. */
    public void everybodyMeets(Object... faults) {
        channelMeets("alipay", faults);
    }

    /** The same at another provider. */
    public void channelMeets(String channel, Object... faults) {
        expectDone("scenario", Map.of("channel", channel, "faults", Arrays.asList(faults)));
    }

    public void meetsNothing() {
        expectDone("reset", Map.of());
    }

    /** Lets the provider's time pass, so that its retries become due. */
    public void waits(Duration time) {
        expectDone("clock", Map.of("advance", time.toString()));
    }

    /** The trade as the provider has it; missing if it never heard of it. */
    public JsonNode trade(String reference) {
        return trades("?reference=" + reference).path(0);
    }

    public JsonNode trades(String query) {
        String text = send(request("trades" + query).GET()).body();
        return mapper.readTree(text).path("data");
    }

    /** The newest thousand of what merchants sent out through banks. */
    public JsonNode payouts() {
        return mapper.readTree(send(request("payouts").GET()).body()).path("data");
    }

    /** What the merchant answered to the notices of this trade, in the order of their sending. */
    public java.util.List<String> answers(String reference) {
        return trade(reference)
                .path("notices")
                .valueStream()
                .map(notice -> notice.path("answer").asString(""))
                .toList();
    }

    private String expectDone(String path, Object body) {
        HttpResponse<String> answer = post(path, body);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> post(String path, Object body) {
        return send(request(path).POST(BodyPublishers.ofString(mapper.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(sandbox.resolve("/_control/" + path))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
