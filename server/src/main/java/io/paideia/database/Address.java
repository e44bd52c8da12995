package io.paideia.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a PostgreSQL listens and as whom to enter. The password never appears in {@link #toString},
 * nor in what {@link #of} throws.
 *
 * @param jdbcUrl without credentials where they were given apart
 * @param role what every session becomes after it entered, or null if it stays its user
 */
record Address(
        String jdbcUrl, @Nullable String user, @Nullable String password, @Nullable String role) {

    Address(String jdbcUrl, @Nullable String user, @Nullable String password) {
        this(jdbcUrl, user, password, null);
    }

    /** The same entrance for sessions that take on this role, which must be a plain name. */
    Address as(String role) {
        return new Address(jdbcUrl, user, password, role);
    }

    /**
     * Accepts {@code jdbc:postgresql:…} as it stands, and {@code
     * postgres://user:password@host:port/database?options}, where the host may be a list {@code
     * a:5432,b:5432}. Read by hand: a URI would refuse lists, underscores in names, and passwords
     * with odd characters.
     */
    static Address of(String url) {
        return of("PAIDEIA_DATABASE_URL", url);
    }

    /** As {@link #of(String)}; complaints name the setting that the address was given in. */
    static Address of(String setting, String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new Address(url, null, null);
        }
        if (!url.startsWith("postgres://") && !url.startsWith("postgresql://")) {
            throw new IllegalArgumentException(
                    setting + " must begin with jdbc:postgresql: or postgres://");
        }
        String rest = url.substring(url.indexOf("://") + 3);
        // A password may hold anything but a slash as it stands; the last @ ends it.
        int slash = rest.indexOf('/', Math.max(0, rest.lastIndexOf('@')));
        String authority = slash < 0 ? withoutQuery(rest) : rest.substring(0, slash);
        String path = slash < 0 ? "/" + rest.substring(authority.length()) : rest.substring(slash);
        int at = authority.lastIndexOf('@');
        String hosts = authority.substring(at + 1);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException(setting + " names no host");
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

    /** New connections, which commit by themselves. Whatever options the address names stay. */
    PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        if (user != null) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
        source.setApplicationName("paideia");
        source.setReWriteBatchedInserts(true);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(10);
        return role == null ? source : withOptions(source, "-c role=" + role);
    }

    /** Adds settings that sessions begin with to those that are there. */
    static PGSimpleDataSource withOptions(PGSimpleDataSource source, String options) {
        String before = source.getOptions();
        source.setOptions(before == null ? options : before + " " + options);
        return source;
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
