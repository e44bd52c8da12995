package io.paideia.web;

import io.paideia.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: keeps cookies, follows nothing by itself. */
final class Visitor {

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final Api api;
    private final String language;
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    Visitor(Api api, String language) {
        this.api = api;
        this.language = language;
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /** Posts the form that stands on a page, with that page's token. */
    HttpResponse<String> post(String path, String page, Map<String, String> fields) {
        Matcher token = TOKEN.matcher(get(page).body());
        if (!token.find()) {
            throw new AssertionError("No form with a token on " + page);
        }
        return post(path, fields, "&_csrf=" + encoded(token.group(1)));
    }

    HttpResponse<String> postWithoutToken(String path, Map<String, String> fields) {
        return post(path, fields, "");
    }

    Visitor signIn(String email, String password) {
        HttpResponse<String> in =
                post("/sign-in", "/sign-in", Map.of("email", email, "password", password));
        if (!location(in).endsWith("/library")) {
            throw new AssertionError("Not signed in: " + in.statusCode() + " " + location(in));
        }
        return this;
    }

    /** Where an answer leads, without the site; "" if nowhere. */
    static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]+", "");
    }

    private HttpResponse<String> post(String path, Map<String, String> fields, String token) {
        String body =
                fields.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        return send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body + token)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.uri(path))
                .timeout(Duration.ofSeconds(40))
                .header("Accept", "text/html")
                .header("Accept-Language", language);
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

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
