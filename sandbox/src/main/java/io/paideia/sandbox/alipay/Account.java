package io.paideia.sandbox.alipay;

import java.security.PublicKey;

/** Who the merchant and the buyer are, and what both sides sign with. */
record Account(String appId, String sellerId, Papers papers, Seal seal) {

    static final String SELLER_EMAIL = "shop@sandbox.example";
    static final String BUYER_ID = "2088722000000001";
    static final String BUYER_OPEN_ID = "sandbox-buyer-open-id-0001";
    static final String BUYER_LOGON_ID = "bu***@sandbox.example";

    /** What the merchant's calls must verify with. */
    PublicKey appKey() {
        return papers.app().getPublic();
    }

    String appNumber() {
        return Papers.number(papers.appCertificate());
    }

    String rootNumber() {
        return Papers.number(papers.root());
    }
}
