package io.paideia.sandbox.pages;

/** Everything that the pages say, in one language. */
public record Words(
        String language,
        String sandboxNote,
        String cashier,
        String payTo,
        String seller,
        String sellerName,
        String subject,
        String reference,
        String payNow,
        String leave,
        String paid,
        String paidMore,
        String closed,
        String closedMore,
        String left,
        String back,
        String refused,
        String unknownOrder,
        String unknownOrderMore) {

    private static final Words ENGLISH =
            new Words(
                    "en",
                    "This is a sandbox. It acts as the payment provider, and no money moves.",
                    "Sandbox cashier",
                    "Amount to pay",
                    "Seller",
                    "Sandbox shop",
                    "For",
                    "Order number",
                    "Pay now",
                    "Leave without paying",
                    "Paid",
                    "Thank you. You can close this page.",
                    "This order can no longer be paid",
                    "It was closed or its time ran out. Please order again in the shop.",
                    "You left without paying. The order still waits for you.",
                    "Back to the shop",
                    "This order cannot be paid",
                    "No such order",
                    "This address leads to no order of this sandbox.");

    private static final Words CHINESE =
            new Words(
                    "zh-CN",
                    "这是沙箱环境：它代替真实的支付渠道，不会发生任何真实扣款。",
                    "沙箱收银台",
                    "应付金额",
                    "收款方",
                    "沙箱商家",
                    "商品",
                    "商户订单号",
                    "确认付款",
                    "放弃付款",
                    "付款成功",
                    "感谢您的付款，您可以关闭此页面。",
                    "订单已无法付款",
                    "订单已关闭或已超时，请回到商家重新下单。",
                    "您尚未付款，订单仍在等待支付。",
                    "返回商家",
                    "无法付款",
                    "订单不存在",
                    "此地址在沙箱中没有对应的订单。");

    public static Words english() {
        return ENGLISH;
    }

    public static Words chinese() {
        return CHINESE;
    }
}
