package io.paideia.web;

import io.paideia.identity.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The form by which people sign in; identity takes what it sends. */
@Controller
final class SignInPage {

    /** Where the security filters look for the page to go on to. */
    private static final String GO_ON = "SPRING_SECURITY_SAVED_REQUEST";

    /** Pages of ours only: a path that cannot be taken for another site's address. */
    private static final Pattern OURS = Pattern.compile("/(?:[A-Za-z0-9_][A-Za-z0-9_/-]{0,199})?");

    @GetMapping("/sign-in")
    String form(
            @RequestParam(required = false) @Nullable String error,
            @RequestParam(required = false) @Nullable String locked,
            @RequestParam(required = false) @Nullable String to,
            @ModelAttribute("me") @Nullable SignedIn me,
            HttpServletRequest request,
            Model model) {
        if (me != null) {
            return "redirect:/library";
        }
        if (to != null && OURS.matcher(to).matches()) {
            request.getSession().setAttribute(GO_ON, new SimpleSavedRequest(to));
        }
        model.addAttribute("trouble", locked != null ? "locked" : error != null ? "wrong" : null);
        return "sign-in";
    }

    /** To the form first, and from there on to this page. */
    static String first(HttpServletRequest request, String page) {
        request.getSession().setAttribute(GO_ON, new SimpleSavedRequest(page));
        return "redirect:/sign-in";
    }
}
