package io.paideia.web;

import io.paideia.channels.Payer;
import io.paideia.http.Problem;
import io.paideia.identity.Platform;
import io.paideia.identity.Platforms;
import io.paideia.identity.SignedIn;
import io.paideia.lane.LaneException;
import io.paideia.orders.OrderId;
import io.paideia.orders.Ordering;
import io.paideia.payments.AttemptId;
import io.paideia.payments.Paying;
import io.paideia.payments.PaymentView;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Where an order is paid. Whoever has its address may pay it: platforms send their buyers here, who
 * need not be signed in. It shows the order and nothing of the person.
 */
@Controller
final class CheckoutPage {

    /** Proxies commonly end what is silent for a minute. */
    private static final long WAIT_MILLIS = 25_000;

    private final Checkouts checkouts;
    private final CheckoutWatch watch;
    private final PayMethods methods;
    private final Paying paying;
    private final Ordering ordering;
    private final Platforms platforms;
    private final String publicUrl;

    CheckoutPage(
            Checkouts checkouts,
            CheckoutWatch watch,
            PayMethods methods,
            Paying paying,
            Ordering ordering,
            Platforms platforms,
            @Value("${paideia.public-url:}") String publicUrl) {
        this.checkouts = checkouts;
        this.watch = watch;
        this.methods = methods;
        this.paying = paying;
        this.ordering = ordering;
        this.platforms = platforms;
        this.publicUrl = publicUrl;
    }

    @GetMapping("/checkout/{id}")
    String show(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String problem,
            @RequestHeader(name = HttpHeaders.USER_AGENT, required = false) @Nullable String agent,
            Model model) {
        Checkout checkout = known(id);
        fill(model, checkout, agent);
        model.addAttribute("problem", checkout.state().waits() ? problem : null);
        return "checkout";
    }

    /**
     * The changing part alone, once it differs from what the page has seen; 204 if nothing changes
     * for a while. The page then asks again.
     */
    @GetMapping("/checkout/{id}/status")
    DeferredResult<Object> status(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String seen,
            @RequestHeader(name = HttpHeaders.USER_AGENT, required = false) @Nullable String agent,
            Model model) {
        OrderId order = known(id).order().id();
        DeferredResult<Object> answer =
                new DeferredResult<>(WAIT_MILLIS, ResponseEntity.noContent().build());
        CheckoutWatch.Page page =
                new CheckoutWatch.Page(
                        order,
                        seen,
                        checkout ->
                                answer.setResult(
                                        checkout == null
                                                ? ResponseEntity.noContent().build()
                                                : fragment(checkout, agent)));
        answer.onCompletion(() -> watch.remove(page));
        if (!watch.add(page)) {
            answer.setResult(ResponseEntity.noContent().build());
        }
        return answer;
    }

    /** The form carries the attempt's id, so that pressing twice begins one attempt. */
    @PostMapping("/checkout/{id}/pay")
    String pay(
            @PathVariable String id,
            @RequestParam String method,
            @RequestParam String attempt,
            @ModelAttribute("me") @Nullable SignedIn me,
            HttpServletRequest request,
            @RequestHeader(name = HttpHeaders.USER_AGENT, required = false)
                    @Nullable String agent) {
        Checkout checkout = known(id);
        String page = "/checkout/" + checkout.order().id();
        if (method.equals("wallet") && !mayUseWallet(me, checkout)) {
            // Whoever has the address may pay the order, but not with the buyer's own money.
            return me == null
                    ? SignInPage.first(request, page)
                    : "redirect:" + page + "?problem=method_unavailable";
        }
        try {
            PaymentView payment =
                    paying.pay(
                            AttemptId.parse(attempt),
                            checkout.order(),
                            method,
                            address(page + "/back"),
                            new Payer(request.getRemoteAddr(), agent, null, null));
            Checkout begun = known(id);
            String link = begun.link();
            return begun.state() == CheckoutState.GO
                            && link != null
                            && payment.nextAction() != null
                            && payment.nextAction().kind().equals("redirect")
                    ? "redirect:" + link
                    : "redirect:" + page;
        } catch (Problem problem) {
            return "redirect:" + page + "?problem=" + problem.code();
        } catch (LaneException.Full | LaneException.Unavailable busy) {
            return "redirect:" + page + "?problem=unavailable";
        }
    }

    /**
     * Where providers send the buyer's browser back to. What they add to the address proves nothing
     * and is dropped; some send the browser here with a form.
     */
    @RequestMapping(
            path = "/checkout/{id}/back",
            method = {RequestMethod.GET, RequestMethod.POST})
    ResponseEntity<Void> back(@PathVariable String id) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/checkout/" + known(id).order().id()))
                .build();
    }

    @PostMapping("/checkout/{id}/cancel")
    String cancel(@PathVariable String id) {
        OrderId order = known(id).order().id();
        String page = "redirect:/checkout/" + order;
        try {
            ordering.cancel(order);
            return page;
        } catch (Problem problem) {
            return page + "?problem=" + problem.code();
        } catch (LaneException.Full | LaneException.Unavailable busy) {
            return page + "?problem=unavailable";
        }
    }

    private static boolean mayUseWallet(@Nullable SignedIn me, Checkout checkout) {
        return me != null && me.userId().equals(checkout.order().buyer());
    }

    private Checkout known(String id) {
        return checkouts.find(OrderId.parse(id)).orElseThrow(() -> Problem.notFound("order"));
    }

    private ModelAndView fragment(Checkout checkout, @Nullable String agent) {
        ModelAndView view = new ModelAndView("checkout-status");
        view.addObject("checkout", checkout);
        view.addObject("live", true);
        view.addObject("shop", shop(checkout).orElse(null));
        view.addObject("methods", offered(checkout, agent));
        view.addObject("attempt", AttemptId.next());
        return view;
    }

    private void fill(Model model, Checkout checkout, @Nullable String agent) {
        model.addAttribute("checkout", checkout);
        model.addAttribute("live", false);
        model.addAttribute("shop", shop(checkout).orElse(null));
        model.addAttribute("methods", offered(checkout, agent));
        model.addAttribute("attempt", AttemptId.next());
    }

    private Optional<Platform> shop(Checkout checkout) {
        return platforms.find(checkout.order().platform());
    }

    private List<String> offered(Checkout checkout, @Nullable String agent) {
        return checkout.state().choosable()
                ? methods.offered(checkout.order().total().currency(), agent)
                : List.of();
    }

    private String address(String path) {
        return publicUrl.isBlank()
                ? ServletUriComponentsBuilder.fromCurrentContextPath().path(path).toUriString()
                : publicUrl.replaceAll("/+$", "") + path;
    }
}
