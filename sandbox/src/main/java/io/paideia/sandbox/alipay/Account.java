package io.paideia.sandbox.alipay;

import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * Who the merchant and the buyer are, the key that Alipay signs with and the one that the
 * merchant's calls must verify with.
 */
record Account(String appId, String sellerId, PrivateKey alipayKey, PublicKey appKey) {

    static final String SELLER_EMAIL = "shop@sandbox.example";
    static final String BUYER_ID = "2088722000000001";
    static final String BUYER_OPEN_ID = "sandbox-buyer-open-id-0001";
    static final String BUYER_LOGON_ID = "bu***@sandbox.example";
}
