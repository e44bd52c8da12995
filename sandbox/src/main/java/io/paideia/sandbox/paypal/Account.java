package io.paideia.sandbox.paypal;

/**
 * Who the merchant is and what stands in PayPal's console.
 *
 * @param merchantId the payee of everything that is captured
 * @param webhookId part of what is signed
 */
record Account(String clientId, String secret, String merchantId, String webhookId) {

    static final String OTHER_MERCHANT = "ZZZZZZZZZZZZZ";
    static final String OTHER_WEBHOOK = "9XX99999XX999999X";
    static final String MERCHANT_EMAIL = "shop@sandbox.example";
    static final String BUYER_ID = "BUYERSANDBX2A";
    static final String BUYER_EMAIL = "buyer@sandbox.example";

    @Override
    public String toString() {
        return "Account[clientId=" + clientId + "]";
    }
}
