package io.paideia.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.LocaleResolver;

/**
 * English or Chinese: what the reader chose, else the browser's first wish among the two, else
 * English. Thread-safe.
 */
final class Languages implements LocaleResolver {

    static final Locale ENGLISH = Locale.US;
    static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;

    private static final String COOKIE = "paideia_lang";
    private static final String CHOSEN = Languages.class.getName();
    private static final Duration KEPT = Duration.ofDays(365);

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        if (request.getAttribute(CHOSEN) instanceof Locale chosen) {
            return chosen;
        }
        return chosen(request).or(() -> wished(request)).orElse(ENGLISH);
    }

    /** Keeps the choice in a cookie; a language that we do not speak becomes English. */
    @Override
    public void setLocale(
            HttpServletRequest request,
            @Nullable HttpServletResponse response,
            @Nullable Locale locale) {
        Locale language = spoken(locale).orElse(ENGLISH);
        request.setAttribute(CHOSEN, language);
        if (response != null) {
            response.addHeader(
                    HttpHeaders.SET_COOKIE,
                    ResponseCookie.from(COOKIE, language.getLanguage())
                            .path("/")
                            .maxAge(KEPT)
                            .httpOnly(true)
                            .sameSite("Lax")
                            .build()
                            .toString());
        }
    }

    private static Optional<Locale> chosen(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .findFirst()
                        .flatMap(cookie -> spoken(Locale.forLanguageTag(cookie.getValue())));
    }

    private static Optional<Locale> wished(HttpServletRequest request) {
        List<Locale> wishes =
                request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null
                        ? List.of()
                        : Collections.list(request.getLocales());
        return wishes.stream().map(Languages::spoken).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Locale> spoken(@Nullable Locale locale) {
        return switch (locale == null ? "" : locale.getLanguage()) {
            case "en" -> Optional.of(ENGLISH);
            case "zh" -> Optional.of(CHINESE);
            default -> Optional.empty();
        };
    }
}
