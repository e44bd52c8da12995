package io.paideia.sandbox.stripe;

import io.paideia.sandbox.pages.Words;

/** Everything that the card pages say beside the common words, in one language. */
record CardWords(
        Words common,
        String title,
        String number,
        String expiry,
        String code,
        String pay,
        String testCards,
        String good,
        String step,
        String poor,
        String bad,
        String wrongNumber,
        String wrongExpiry,
        String wrongCode,
        String declined,
        String expired,
        String funds,
        String unproved,
        String security,
        String stepTitle,
        String stepText,
        String prove,
        String fail) {

    private static final CardWords ENGLISH =
            new CardWords(
                    Words.english(),
                    "Pay by card",
                    "Card number",
                    "Expires",
                    "Security code",
                    "Pay",
                    "Fill in a test card",
                    "pays",
                    "asks for 3-D Secure",
                    "lacks funds",
                    "is declined",
                    "This is no card number.",
                    "This date is not in the future.",
                    "The code has three or four digits.",
                    "The card was declined. Please try another one.",
                    "The card has expired. Please try another one.",
                    "The card lacks funds. Please try another one.",
                    "The bank could not confirm that the card is yours.",
                    "The security code is wrong.",
                    "Your bank asks",
                    "Are you the one who pays by this card?",
                    "Yes, confirm",
                    "No, refuse");

    private static final CardWords CHINESE =
            new CardWords(
                    Words.chinese(),
                    "银行卡支付",
                    "卡号",
                    "有效期",
                    "安全码",
                    "支付",
                    "填入测试卡",
                    "付款成功",
                    "需要 3-D Secure 验证",
                    "余额不足",
                    "被拒绝",
                    "卡号不正确。",
                    "有效期必须晚于本月。",
                    "安全码为三位或四位数字。",
                    "银行拒绝了这张卡，请换一张卡再试。",
                    "这张卡已过期，请换一张卡再试。",
                    "卡内余额不足，请换一张卡再试。",
                    "银行无法确认您是持卡人。",
                    "安全码错误。",
                    "发卡行验证",
                    "是您本人在用这张卡付款吗？",
                    "是我，确认付款",
                    "不是，拒绝付款");

    static CardWords english() {
        return ENGLISH;
    }

    static CardWords chinese() {
        return CHINESE;
    }

    /** Why a card was refused, as its holder may know. */
    String because(String code, String reason) {
        return switch (reason.isEmpty() ? code : reason) {
            case "insufficient_funds" -> funds;
            case "expired_card" -> expired;
            case "incorrect_cvc" -> security;
            case "payment_intent_authentication_failure" -> unproved;
            default -> declined;
        };
    }
}
