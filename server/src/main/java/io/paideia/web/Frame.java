package io.paideia.web;

import io.paideia.identity.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.autoconfigure.error.BasicErrorController;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** What every page shows around its own matter: who is signed in, the language, the request. */
@ControllerAdvice(basePackageClasses = {Frame.class, BasicErrorController.class})
final class Frame {

    private final WebSettings settings;

    Frame(WebSettings settings) {
        this.settings = settings;
    }

    @ModelAttribute("show")
    Show show(Locale locale) {
        return new Show(locale, settings.timeZone());
    }

    @ModelAttribute("me")
    @Nullable SignedIn me() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null && who.getPrincipal() instanceof SignedIn person ? person : null;
    }

    @ModelAttribute("requestId")
    @Nullable String requestId(HttpServletResponse response) {
        return response.getHeader("X-Request-Id");
    }

    /** This page in the other language. */
    @ModelAttribute("otherLanguage")
    String otherLanguage(HttpServletRequest request, Locale locale) {
        String other = locale.equals(Languages.CHINESE) ? "en" : "zh";
        String path = request.getRequestURI();
        if (!request.getMethod().equals("GET") || path.equals("/error")) {
            return "/?lang=" + other;
        }
        return ServletUriComponentsBuilder.fromRequestUri(request)
                .scheme(null)
                .host(null)
                .port(null)
                .query(request.getQueryString())
                .replaceQueryParam("lang", other)
                .build()
                .toUriString();
    }

    /** This page's own address within the site, to come back to after signing in. */
    @ModelAttribute("here")
    String here(HttpServletRequest request) {
        return request.getRequestURI().equals("/error") ? "/" : request.getRequestURI();
    }
}
