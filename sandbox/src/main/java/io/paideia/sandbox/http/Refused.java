package io.paideia.sandbox.http;

import java.util.Map;

/**
 * A request that is not carried out. It becomes an RFC 9457 problem document, so it carries what
 * the caller can act on.
 */
public final class Refused extends RuntimeException {

    private final int status;
    private final transient Map<String, Object> facts;

    /** The facts join the problem document as members of their own. */
    public Refused(int status, String detail, Map<String, Object> facts) {
        super(detail);
        this.status = status;
        this.facts = Map.copyOf(facts);
    }

    public Refused(int status, String detail) {
        this(status, detail, Map.of());
    }

    /**
     * What a thread answers that was interrupted because the sandbox stops; it stays interrupted.
     */
    public static Refused stopping() {
        Thread.currentThread().interrupt();
        return new Refused(500, "the sandbox stops");
    }

    public int status() {
        return status;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> facts() {
        return facts;
    }
}
