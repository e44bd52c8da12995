package io.paideia.sandbox.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and its answer. It is used by one thread only. */
public final class Exchange {

    /** No message of any provider comes near this; what is larger is a mistake or an attack. */
    public static final int BODY_LIMIT_BYTES = 1 << 20;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private byte @Nullable [] body;

    Exchange(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    public String method() {
        return request.getMethod();
    }

    /** The path as it was sent, still encoded. */
    public String path() {
        return request.getRequestURI();
    }

    /** The query as it was sent, still encoded; empty if there is none. */
    public String rawQuery() {
        String query = request.getQueryString();
        return query == null ? "" : query;
    }

    /** The request's header of this name, in whatever case; empty if there is none. */
    public String header(String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** Sets a header of the answer before it is given; its name goes out exactly as it is here. */
    public void answerHeader(String name, String value) {
        response.setHeader(name, value);
    }

    /** The raw body, at most {@link #BODY_LIMIT_BYTES}; a larger one is refused with 413. */
    public byte[] body() throws IOException {
        byte[] read = body;
        if (read == null) {
            if (request.getContentLengthLong() > BODY_LIMIT_BYTES) {
                throw tooLarge();
            }
            read = request.getInputStream().readNBytes(BODY_LIMIT_BYTES + 1);
            if (read.length > BODY_LIMIT_BYTES) {
                throw tooLarge();
            }
            body = read;
        }
        return read;
    }

    /** The fields of the query and, if the body is a form, those of the body. */
    public Map<String, String> fields() throws IOException {
        Map<String, String> fields = query();
        String type = request.getContentType();
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            Form.parseInto(fields, new String(body(), UTF_8));
        }
        return fields;
    }

    /** The fields of the query alone. */
    public Map<String, String> query() {
        String query = request.getQueryString();
        return query == null ? new LinkedHashMap<>() : Form.parse(query);
    }

    /** Whether the other side is this machine. */
    public boolean isLocal() throws IOException {
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    }

    /** Whether the reader would rather have Chinese than English. */
    public boolean prefersChinese() {
        return "zh".equals(request.getLocale().getLanguage());
    }

    public void answer(int status, String contentType, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** Answers a page; it may show nothing but itself, run nothing and stand in no frame. */
    public void page(int status, String html) throws IOException {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Vary", "Accept-Language");
        answer(status, "text/html;charset=utf-8", html);
    }

    /** Sends the browser on with a GET. */
    public void seeOther(String location) throws IOException {
        response.setHeader("Location", location);
        response.setHeader("Cache-Control", "no-store");
        answer(303, "text/plain;charset=utf-8", "");
    }

    boolean isAnswered() {
        return response.isCommitted();
    }

    /** Says which methods would be allowed, and refuses this one. */
    public Refused methodRefused(String allowed) {
        response.setHeader("Allow", allowed);
        return new Refused(405, method() + " is not allowed here, only " + allowed);
    }

    private static Refused tooLarge() {
        return new Refused(413, "the body is larger than " + BODY_LIMIT_BYTES + " bytes");
    }
}
