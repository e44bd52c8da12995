package io.paideia.channels;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the buyer does next, as API.md has it. Immutable.
 *
 * @param kind redirect, qr_code, form_post, app_params, bank_transfer or none
 * @param url where to go or to post
 * @param code what the QR code says
 * @param fields of the form, or of the app's call
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NextAction(
        String kind,
        @Nullable String url,
        @Nullable String code,
        @Nullable Map<String, String> fields,
        @Nullable Instant expiresAt) {

    public static final NextAction NONE = new NextAction("none", null, null, null, null);

    public static NextAction redirect(String url, Instant expiresAt) {
        return new NextAction("redirect", url, null, null, expiresAt);
    }

    public static NextAction qrCode(String code, Instant expiresAt) {
        return new NextAction("qr_code", null, code, null, expiresAt);
    }

    /** The browser posts these fields. */
    public static NextAction formPost(String url, Map<String, String> fields, Instant expiresAt) {
        return new NextAction("form_post", url, null, fields, expiresAt);
    }

    /** The app, or the provider's own script, is called with these. */
    public static NextAction appParams(Map<String, String> fields, Instant expiresAt) {
        return new NextAction("app_params", null, null, fields, expiresAt);
    }

    /** The buyer sends money with these details. */
    public static NextAction bankTransfer(Map<String, String> fields, Instant expiresAt) {
        return new NextAction("bank_transfer", null, null, fields, expiresAt);
    }
}
