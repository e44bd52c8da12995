package io.paideia.channels.unionpay;

import io.paideia.channels.NextAction;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;

/** Posts a form as a page does, and follows where it is sent. */
final class Browser {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    private Browser() {}

    static HttpResponse<String> post(NextAction action) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(Objects.requireNonNull(action.url())))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        UnionPayMessage.form(
                                                Objects.requireNonNull(action.fields()))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
