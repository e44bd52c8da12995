package io.paideia.sandbox.wechat;

import java.security.PublicKey;

/**
 * Who the merchant is, the key that its calls must verify with, and the APIv3 key that seals what
 * only it shall read.
 *
 * @param appId of the official account: JSAPI, native, H5 and transfers
 * @param mobileAppId of the mobile app
 */
record Account(
        String mchId,
        String appId,
        String mobileAppId,
        String merchantSerial,
        PublicKey merchantKey,
        String apiV3Key,
        Platform platform) {

    static final String BUYER_OPEN_ID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";

    boolean isOurs(String app) {
        return app.equals(appId) || app.equals(mobileAppId);
    }

    @Override
    public String toString() {
        return "Account[" + mchId + "]";
    }
}
