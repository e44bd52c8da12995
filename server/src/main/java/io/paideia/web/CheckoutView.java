package io.paideia.web;

import io.paideia.identity.Platforms;
import io.paideia.identity.SignedIn;
import io.paideia.payments.AttemptId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.LazyContextVariable;

/** Puts together what the checkout's templates show to one visitor. Thread-safe. */
@Component
final class CheckoutView {

    /** Those whose names stand in the messages. */
    private static final Set<String> APPS =
            Set.of("alipay", "wechat", "unionpay", "paypal", "card", "apple", "google");

    private static final Set<String> SCANNERS = Set.of("alipay", "wechat", "unionpay");

    private final PayMethods methods;
    private final Platforms platforms;

    CheckoutView(PayMethods methods, Platforms platforms) {
        this.methods = methods;
        this.platforms = platforms;
    }

    /**
     * Who looks, and at what time of the journey.
     *
     * @param me null for somebody who is not signed in
     * @param returned whether the provider has sent the browser back
     */
    record Visit(Device device, @Nullable SignedIn me, boolean returned) {}

    /**
     * The names that the templates know.
     *
     * @param live whether it replaces a part of an open page
     */
    Map<String, @Nullable Object> of(Checkout checkout, Visit visit, boolean live) {
        Map<String, @Nullable Object> names = new HashMap<>();
        names.put("checkout", checkout);
        names.put("live", live);
        names.put("returned", visit.returned());
        names.put("face", face(checkout, visit));
        names.put("hint", hint(checkout, visit));
        names.put("appName", "app." + (APPS.contains(checkout.app()) ? checkout.app() : "other"));
        names.put("shop", platforms.find(checkout.order().platform()).orElse(null));
        names.put("attempt", AttemptId.next());
        names.put("offers", new Offers(checkout, visit));
        names.put(
                "within",
                checkout.state().choosable() && methods.lost(checkout.order(), visit.device())
                        ? visit.device().within().word()
                        : null);
        return names;
    }

    /** The name of the messages: the state's, save for somebody who comes back from a provider. */
    private static String face(Checkout checkout, Visit visit) {
        return visit.returned() && checkout.state() == CheckoutState.GO
                ? "returned"
                : checkout.state().word();
    }

    /** What to do now is said by the app's own words where there are some. */
    private static String hint(Checkout checkout, Visit visit) {
        String name = "checkout." + face(checkout, visit) + ".hint";
        if (checkout.state() == CheckoutState.PAID && checkout.order().topsUp()) {
            return name + ".top_up";
        }
        if (checkout.state() != CheckoutState.SCAN) {
            return name;
        }
        return visit.device().phone()
                ? name + ".phone"
                : SCANNERS.contains(checkout.app()) ? name + "." + checkout.app() : name;
    }

    /**
     * What can be chosen. Found out when it is shown, on the thread of the page that shows it: who
     * tells pages of changes must not wait for a wallet.
     */
    private final class Offers extends LazyContextVariable<List<Offer>> {

        private final Checkout checkout;
        private final Visit visit;

        Offers(Checkout checkout, Visit visit) {
            this.checkout = checkout;
            this.visit = visit;
        }

        @Override
        protected List<Offer> loadValue() {
            return checkout.state().choosable()
                    ? methods.offered(checkout.order(), visit.device(), visit.me())
                    : List.of();
        }
    }
}
