package io.paideia.identity;

import java.util.List;

/** The scopes of the API, as API.md lists them. */
final class Scopes {

    static final List<String> ALL =
            List.of(
                    "catalog:write",
                    "orders:write",
                    "payments:write",
                    "refunds:write",
                    "users:write",
                    "ledger:read",
                    "ledger:write",
                    "settlements:read",
                    "settlements:write",
                    "payouts:write",
                    "reconciliation:write",
                    "entitlements:read",
                    "operator");

    private Scopes() {}
}
