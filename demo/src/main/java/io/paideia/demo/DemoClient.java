package io.paideia.demo;

/** The API clients of the demo. Their secrets are public, and stand nowhere but here. */
public enum DemoClient {
    LANTERN("demo-lantern", "lantern-secret"),
    INKWELL("demo-inkwell", "inkwell-secret"),
    OPERATOR("demo-operator", "operator-secret");

    private final String id;
    private final String secret;

    DemoClient(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    public String id() {
        return id;
    }

    public String secret() {
        return secret;
    }
}
