package io.paideia.sandbox.alipay;

import io.paideia.sandbox.pages.Page;
import io.paideia.sandbox.pages.Words;

/**
 * What a browser sees when the gateway cannot take its order; the reason is for the merchant's
 * developer.
 */
final class GatewayPage {

    private GatewayPage() {}

    static String of(Words words, String subCode, String subMessage) {
        return Page.narrow(
                words,
                words.refused(),
                Page.sandboxNote(words)
                        + """
                        <section class="card"><p class="state">%s</p><p class="plain"><code>%s</code></p><p class="plain">%s</p></section>
                        """
                                .formatted(
                                        Page.escape(words.refused()),
                                        Page.escape(subCode),
                                        Page.escape(subMessage)));
    }
}
