package io.paideia.sandbox.stripe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The test cards, and the PaymentMethods and tokens that stand for them, {@code pm_card_…} and
 * {@code tok_…}. Source: docs.stripe.com/testing; the last three lines are ours, because Stripe has
 * no ready token of a wallet. Each line: name, number, brand, funding and what it does.
 */
final class TestCards {

    private static final String TABLE =
            """
            visa 4242424242424242 visa credit ok
            visa_debit 4000056655665556 visa debit ok
            mastercard 5555555555554444 mastercard credit ok
            mastercard_2series 2223003122003222 mastercard credit ok
            mastercard_debit 5200828282828210 mastercard debit ok
            mastercard_prepaid 5105105105105100 mastercard prepaid ok
            amex 378282246310005 amex credit ok
            amex_2 371449635398431 amex credit ok
            discover 6011111111111117 discover credit ok
            diners 3056930009020004 diners credit ok
            diners_14 36227206271667 diners credit ok
            jcb 3566002020360505 jcb credit ok
            unionpay 6200000000000005 unionpay credit ok
            bypassPending 4000000000000077 visa credit ok
            riskLevelElevated 4000000000009235 visa credit ok
            visa_chargeDeclined 4000000000000002 visa credit declined/card_declined/generic_decline
            visa_chargeDeclinedInsufficientFunds 4000000000009995 visa credit declined/card_declined/insufficient_funds
            visa_chargeDeclinedLostCard 4000000000009987 visa credit declined/card_declined/lost_card
            visa_chargeDeclinedStolenCard 4000000000009979 visa credit declined/card_declined/stolen_card
            visa_chargeDeclinedVelocityLimitExceeded 4000000000006975 visa credit declined/card_declined/card_velocity_exceeded
            chargeDeclinedExpiredCard 4000000000000069 visa credit declined/expired_card/
            chargeDeclinedIncorrectCvc 4000000000000127 visa credit declined/incorrect_cvc/
            chargeDeclinedProcessingError 4000000000000119 visa credit declined/processing_error/
            chargeDeclinedFraudulent 4100000000000019 visa credit declined/card_declined/fraudulent
            radarBlock 4100000000000019 visa credit declined/card_declined/fraudulent
            chargeCustomerFail 4000000000000341 visa credit declined/card_declined/generic_decline
            createDispute 4000000000000259 visa credit dispute/fraudulent
            createDisputeProductNotReceived 4000000000002685 visa credit dispute/product_not_received
            pendingRefund 4000000000007726 visa credit refund/pending
            refundFail 4000000000005126 visa credit refund/fails
            authenticationRequired 4000002760003184 visa credit 3ds/ok
            authenticationRequiredOnSetup 4000002500003155 visa credit 3ds/ok
            authenticationRequiredChargeDeclinedInsufficientFunds 4000008260003178 visa credit 3ds/declined/card_declined/insufficient_funds
            threeDSecure2Required 4000000000003220 visa credit 3ds/ok
            threeDSecureRequired 4000000000003063 visa credit 3ds/ok
            threeDSecureRequiredChargeDeclined 4000008400001629 visa credit 3ds/declined/card_declined/generic_decline
            threeDSecureRequiredProcessingError 4000008400001280 visa credit declined/card_declined/generic_decline
            threeDSecureOptional 4000000000003055 visa credit ok
            sandbox_apple_pay 0 visa credit ok/apple_pay
            sandbox_google_pay 0 mastercard credit ok/google_pay
            sandbox_google_pay_3ds 0 visa credit 3ds/ok/google_pay
            """;

    private static final List<Card> CARDS = TABLE.lines().map(TestCards::card).toList();

    /**
     * One card.
     *
     * @param effect words divided by strokes
     */
    record Card(
            int index,
            String name,
            String number,
            String brand,
            String funding,
            List<String> effect) {

        boolean authenticates() {
            return effect.getFirst().equals("3ds");
        }

        /** What the bank says once it has been asked. */
        Optional<Decline> decline() {
            int at = effect.indexOf("declined");
            return at < 0
                    ? Optional.empty()
                    : Optional.of(new Decline(effect.get(at + 1), effect.get(at + 2)));
        }

        Optional<String> dispute() {
            return after("dispute");
        }

        /** How its refunds go, other than well and at once. */
        Optional<String> refund() {
            return after("refund");
        }

        Optional<String> wallet() {
            String last = effect.getLast();
            return last.endsWith("_pay") ? Optional.of(last) : Optional.empty();
        }

        String lastFour() {
            return number.length() < 4 ? "4242" : number.substring(number.length() - 4);
        }

        private Optional<String> after(String word) {
            return effect.getFirst().equals(word) ? Optional.of(effect.get(1)) : Optional.empty();
        }
    }

    /** Why a card was refused: Stripe's code and the bank's. */
    record Decline(String code, String reason) {

        static final Decline GENERIC = new Decline("card_declined", "generic_decline");

        String message() {
            return switch (code) {
                case "expired_card" -> "Your card has expired.";
                case "incorrect_cvc" -> "Your card's security code is incorrect.";
                case "processing_error" ->
                        "An error occurred while processing your card. Try again in a little bit.";
                default ->
                        reason.equals("insufficient_funds")
                                ? "Your card has insufficient funds."
                                : "Your card was declined.";
            };
        }
    }

    private TestCards() {}

    static Optional<Card> byNumber(String number) {
        return CARDS.stream().filter(card -> card.number().equals(number)).findFirst();
    }

    static Optional<Card> byName(String name) {
        return CARDS.stream().filter(card -> card.name().equals(name)).findFirst();
    }

    /** By a name that Stripe published, or by an id that {@link #newId} made. */
    static Optional<Card> byId(String id) {
        for (String prefix : List.of("pm_card_visa_", "pm_card_", "tok_visa_", "tok_")) {
            if (id.startsWith(prefix)) {
                Optional<Card> named = byName(id.substring(prefix.length()));
                // Some names came without the brand before.
                Optional<Card> found =
                        named.isPresent() ? named : byName("visa_" + id.substring(prefix.length()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return id.matches("(pm|tok)_1[0-9A-Za-z]{20}[0-9]{2}")
                ? CARDS.stream()
                        .filter(
                                card ->
                                        card.index()
                                                == Integer.parseInt(id.substring(id.length() - 2)))
                        .findFirst()
                : Optional.empty();
    }

    /** An id that says of itself which card it stands for. */
    static String newId(String prefix, Card card, RandomGenerator random) {
        return prefix + "_1" + Book.letters(20, random) + String.format("%02d", card.index());
    }

    private static Card card(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
        return new Card(
                (int) TABLE.lines().takeWhile(other -> !other.equals(line)).count(),
                words.get(0),
                words.get(1),
                words.get(2),
                words.get(3),
                List.of(words.get(4).split("/", -1)));
    }
}
