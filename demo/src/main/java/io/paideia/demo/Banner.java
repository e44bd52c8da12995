package io.paideia.demo;

/** What the demo prints when it is ready. */
final class Banner {

    private static final String TEXT =
            """

            Paideia is ready after {seconds} s.  Paideia 已就绪。

              Shops    商店      {server}/shop/lantern
                                 {server}/shop/inkwell
              Library  书架      {server}/library
              Sandbox  支付沙盒  http://localhost:{sandbox}
              API      接口文档  {server}/swagger-ui.html

              Buyer    买家      {buyer}
              Clients  客户端    {lantern}
                                 {inkwell}
                                 {operator}

            The data stays in {data}. Ctrl-C stops it.
            数据保存在上述目录。按 Ctrl-C 停止，下次启动时数据仍在。

            """;

    private Banner() {}

    static String of(DemoServer demo, DemoSettings settings, long startedMillis) {
        return TEXT.replace("{seconds}", startedMillis / 1000 + "." + startedMillis / 100 % 10)
                .replace("{server}", "http://localhost:" + demo.port())
                .replace("{sandbox}", String.valueOf(demo.sandbox().port()))
                .replace("{buyer}", Seed.BUYER_EMAIL + " / " + Seed.BUYER_PASSWORD)
                .replace("{lantern}", client(DemoClient.LANTERN))
                .replace("{inkwell}", client(DemoClient.INKWELL))
                .replace("{operator}", client(DemoClient.OPERATOR))
                .replace("{data}", settings.dataFolder().toString());
    }

    private static String client(DemoClient client) {
        return client.id() + " / " + client.secret();
    }
}
