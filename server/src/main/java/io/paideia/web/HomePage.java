package io.paideia.web;

import io.paideia.http.Page;
import io.paideia.identity.Platform;
import io.paideia.identity.Platforms;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The front door: what this is, and the ways on. */
@Controller
final class HomePage {

    private static final int SHOPS = 12;

    private final Platforms platforms;
    private final WebSettings settings;

    HomePage(Platforms platforms, WebSettings settings) {
        this.platforms = platforms;
        this.settings = settings;
    }

    @GetMapping("/")
    String home(Model model) {
        List<Platform> shops =
                platforms.list(new Page.Request(null, SHOPS)).data().stream()
                        .filter(HomePage::sells)
                        .toList();
        model.addAttribute("shops", shops.reversed());
        model.addAttribute("sandbox", settings.sandboxUrl());
        return "home";
    }

    /** The operator is a platform too, but has no shop. */
    private static boolean sells(Platform platform) {
        return platform.scopes().contains("orders:write")
                && !platform.scopes().contains("operator");
    }
}
