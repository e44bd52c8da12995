package io.paideia.web;

import io.paideia.channels.NextAction;
import io.paideia.channels.Payer;
import io.paideia.http.Problem;
import io.paideia.identity.SignedIn;
import io.paideia.lane.LaneException;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Ordering;
import io.paideia.payments.AttemptId;
import io.paideia.payments.Paying;
import io.paideia.web.CheckoutView.Visit;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
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
    private final CheckoutView view;
    private final Paying paying;
    private final Ordering ordering;
    private final String publicUrl;

    CheckoutPage(
            Checkouts checkouts,
            CheckoutWatch watch,
            CheckoutView view,
            Paying paying,
            Ordering ordering,
            @Value("${paideia.public-url:}") String publicUrl) {
        this.checkouts = checkouts;
        this.watch = watch;
        this.view = view;
        this.paying = paying;
        this.ordering = ordering;
        this.publicUrl = publicUrl;
    }

    @GetMapping("/checkout/{id}")
    String show(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String problem,
            @RequestParam(required = false) @Nullable String returned,
            @RequestHeader(name = HttpHeaders.USER_AGENT, required = false) @Nullable String agent,
            @ModelAttribute("me") @Nullable SignedIn me,
            Model model) {
        Checkout checkout = known(id);
        Visit visit = new Visit(Device.of(agent), me, returned != null);
        model.addAllAttributes(view.of(checkout, visit, false));
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
            @RequestParam(required = false) @Nullable String returned,
            @RequestHeader(name = HttpHeaders.USER_AGENT, required = false) @Nullable String agent,
            @ModelAttribute("me") @Nullable SignedIn me) {
        OrderId order = known(id).order().id();
        Visit visit = new Visit(Device.of(agent), me, returned != null);
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
                                                : new ModelAndView(
                                                        "checkout-status",
                                                        view.of(checkout, visit, true))));
        answer.onCompletion(() -> watch.remove(page));
        if (!watch.add(page)) {
            answer.setResult(ResponseEntity.noContent().build());
        }
        return answer;
    }

    /**
     * The form carries the attempt's id, so that pressing twice begins one attempt. A page that the
     * browser kept from before may choose another method by the same id; that is a wish of its own.
     */
    @PostMapping("/checkout/{id}/pay")
    String pay(
            @PathVariable String id,
            @RequestParam String method,
            @RequestParam String attempt,
            HttpServletRequest request,
            @RequestHeader(name = HttpHeaders.USER_AGENT, required = false) @Nullable String agent,
            @ModelAttribute("me") @Nullable SignedIn me) {
        Checkout checkout = known(id);
        AttemptId shown = AttemptId.parse(attempt);
        String page = "/checkout/" + checkout.order().id();
        try {
            ownWalletOnly(method, checkout.order(), me);
            paying.pay(
                    checkout.used(shown, method) ? AttemptId.next() : shown,
                    checkout.order(),
                    method,
                    address(page + "/back"),
                    new Payer(request.getRemoteAddr(), agent, null, null));
            return "redirect:" + onward(known(id), page);
        } catch (Problem problem) {
            return "redirect:" + page + "?problem=" + problem.code();
        } catch (LaneException.Full | LaneException.Unavailable busy) {
            return "redirect:" + page + "?problem=unavailable";
        }
    }

    /** Whoever knows the address may pay the order, but never from the wallet of who ordered. */
    private static void ownWalletOnly(String method, Order order, @Nullable SignedIn me) {
        if (method.equals(PayMethods.WALLET) && !PayMethods.owns(me, order)) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN, "wallet_not_yours", "Only its owner pays from a wallet");
        }
    }

    /** The provider's page at once, by a redirect, or by a form that the page posts by itself. */
    private static String onward(Checkout begun, String page) {
        NextAction action = begun.action();
        String link = begun.link();
        if (begun.state() != CheckoutState.GO || action == null || link == null) {
            return page;
        }
        return action.kind().equals("redirect") ? link : page + "?go";
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
                .location(URI.create("/checkout/" + known(id).order().id() + "?returned"))
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

    private Checkout known(String id) {
        return checkouts.find(OrderId.parse(id)).orElseThrow(() -> Problem.notFound("order"));
    }

    private String address(String path) {
        return publicUrl.isBlank()
                ? ServletUriComponentsBuilder.fromCurrentContextPath().path(path).toUriString()
                : publicUrl.replaceAll("/+$", "") + path;
    }
}
