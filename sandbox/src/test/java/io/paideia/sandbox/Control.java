package io.paideia.sandbox;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The control plane as a test uses it. */
record Control(URI base, Merchant client) {

    private static final JsonMapper JSON = JsonMapper.shared();

    HttpResponse<String> post(String path, String json) {
        return client.send(
                HttpRequest.newBuilder(base.resolve("/_control/" + path))
                        .POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> get(String path) {
        return client.send(HttpRequest.newBuilder(base.resolve("/_control/" + path)));
    }

    JsonNode pay(String reference) {
        return ok(post("pay", "{\"reference\":\"" + reference + "\"}"));
    }

    void faults(String reference, String faults) {
        ok(post("scenario", "{\"reference\":\"" + reference + "\",\"faults\":" + faults + "}"));
    }

    void advance(String duration) {
        ok(post("clock", "{\"advance\":\"" + duration + "\"}"));
    }

    JsonNode trade(String reference) {
        return ok(get("trades?reference=" + reference)).get("data").get(0);
    }

    long notices(String reference) {
        return StreamSupport.stream(trade(reference).get("notices").spliterator(), false).count();
    }

    private static JsonNode ok(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
