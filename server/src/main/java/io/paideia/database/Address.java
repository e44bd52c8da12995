package io.paideia.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL listens and as whom to enter. The password never appears in {@link #toString}.
 *
 * @param jdbcUrl without credentials where they were given apart
 */
record Address(String jdbcUrl, @Nullable String user, @Nullable String password) {

    /**
     * Accepts {@code jdbc:postgresql://…} as it stands, and {@code
     * postgres://user:password@host:port/database}.
     */
    static Address of(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new Address(url, null, null);
        }
        if (!url.startsWith("postgres://") && !url.startsWith("postgresql://")) {
            throw new IllegalArgumentException(
                    "PAIDEIA_DATABASE_URL must begin with jdbc:postgresql: or postgres://");
        }
        URI uri = URI.create(url);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query;
        String[] credentials =
                uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
        return new Address(
                jdbc,
                credentials.length > 0 ? decode(credentials[0]) : null,
                credentials.length > 1 ? decode(credentials[1]) : null);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return jdbcUrl.replaceAll("(?i)(password=)[^&]*", "$1***");
    }
}
