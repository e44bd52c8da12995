package io.paideia.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL listens and as whom to enter. The password never appears in {@link #toString},
 * nor in what {@link #of} throws.
 *
 * @param jdbcUrl without credentials where they were given apart
 */
record Address(String jdbcUrl, @Nullable String user, @Nullable String password) {

    /**
     * Accepts {@code jdbc:postgresql:…} as it stands, and {@code
     * postgres://user:password@host:port/database?options}, where the host may be a list {@code
     * a:5432,b:5432}. Read by hand: a URI would refuse lists, underscores in names, and passwords
     * with odd characters.
     */
    static Address of(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new Address(url, null, null);
        }
        if (!url.startsWith("postgres://") && !url.startsWith("postgresql://")) {
            throw new IllegalArgumentException(
                    "PAIDEIA_DATABASE_URL must begin with jdbc:postgresql: or postgres://");
        }
        String rest = url.substring(url.indexOf("://") + 3);
        // A password may hold anything but a slash as it stands; the last @ ends it.
        int slash = rest.indexOf('/', Math.max(0, rest.lastIndexOf('@')));
        String authority = slash < 0 ? withoutQuery(rest) : rest.substring(0, slash);
        String path = slash < 0 ? "/" + rest.substring(authority.length()) : rest.substring(slash);
        int at = authority.lastIndexOf('@');
        String hosts = authority.substring(at + 1);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("PAIDEIA_DATABASE_URL names no host");
        }
        String jdbc = "jdbc:postgresql://" + hosts + path;
        if (at < 0) {
            return new Address(jdbc, null, null);
        }
        String credentials = authority.substring(0, at);
        int colon = credentials.indexOf(':');
        return colon < 0
                ? new Address(jdbc, decode(credentials), null)
                : new Address(
                        jdbc,
                        decode(credentials.substring(0, colon)),
                        decode(credentials.substring(colon + 1)));
    }

    private static String withoutQuery(String rest) {
        int query = rest.indexOf('?', Math.max(0, rest.lastIndexOf('@')));
        return query < 0 ? rest : rest.substring(0, query);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            // A bare % was meant as it stands; the cause would repeat the password.
            return text;
        }
    }

    @Override
    public String toString() {
        return jdbcUrl.replaceAll("(?i)(password=)[^&]*", "$1***")
                .replaceAll("//[^/?]*@", "//***@");
    }
}
