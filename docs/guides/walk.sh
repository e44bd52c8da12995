#!/usr/bin/env bash
# One purchase through the API, from the token to the trial balance, against a running demo
# (./paideia demo). Needs curl, grep and sed. Everything below the next line also stands in the
# README, word for word.
set -euo pipefail

BASE=${BASE:-http://localhost:8080}
SANDBOX=${SANDBOX:-http://localhost:8090}

# Ids say what they name, so a pattern finds them. A key makes a repeat harmless.
first() { grep -oE "$1_[0-9a-z]{26}" | sed -n 1p; }
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
key()   { echo "walk-$(date +%s)-$RANDOM-$RANDOM"; }
token() { curl -sS --fail-with-body -u "$1" -d grant_type=client_credentials "$BASE/oauth2/token" | field access_token; }
call()  { curl -sS --fail-with-body -H "Authorization: Bearer $1" -H 'Content-Type: application/json' "${@:2}"; echo; }

# 1. Two platforms and the operator, each with a token of its own.
LANTERN=$(token demo-lantern:lantern-secret)
INKWELL=$(token demo-inkwell:inkwell-secret)
OPERATOR=$(token demo-operator:operator-secret)

# 2. A buyer. The same e-mail is the same person on every platform.
USER_ID=$(call "$LANTERN" "$BASE/v1/users" -d "{\"email\": \"$(key)@example.com\", \"name\": \"Walker\"}" | first usr)

# 3. A course that Lantern sells, and whoever made it.
PRODUCT=$(call "$LANTERN" "$BASE/v1/products?kind=course&limit=1" | first prd)
CREATOR=$(call "$LANTERN" "$BASE/v1/products/$PRODUCT" | first cre)

# 4. An order. The price and everybody's share are fixed from here on.
ORDER=$(call "$LANTERN" "$BASE/v1/orders" -H "Idempotency-Key: $(key)" \
  -d "{\"user\": \"$USER_ID\", \"items\": [{\"product\": \"$PRODUCT\"}]}" | first ord)

# 5. A payment by QR code. Asking twice under one key begins one payment.
KEY=$(key)
BODY="{\"order\": \"$ORDER\", \"method\": \"alipay_qr\"}"
call "$LANTERN" "$BASE/v1/payments" -H "Idempotency-Key: $KEY" -d "$BODY"
STARTED=$(call "$LANTERN" "$BASE/v1/payments" -H "Idempotency-Key: $KEY" -d "$BODY")
PAYMENT=$(echo "$STARTED" | first pay)
REFERENCE=$(echo "$STARTED" | field reference)

# 6. The buyer's phone scans the code and pays. The sandbox then notifies the server, signed as Alipay signs.
call none "$SANDBOX/_control/pay" -d "{\"reference\": \"$REFERENCE\"}"

# 7. The other platform asks whether the course opens there too. The answer waits until it does.
call "$INKWELL" -H 'Prefer: wait=15' "$BASE/v1/entitlements/check?user=$USER_ID&product=$PRODUCT"
call "$LANTERN" "$BASE/v1/orders/$ORDER"

# 8. One yuan goes back; everybody gives back in proportion.
call "$LANTERN" "$BASE/v1/refunds" -H "Idempotency-Key: $(key)" \
  -d "{\"payment\": \"$PAYMENT\", \"amount\": {\"amount\": 100, \"currency\": \"CNY\"}, \"reason\": \"a missing page\"}"

# 9. What the creator has: pending first, available after the settlement of the day it falls due.
call "$LANTERN" "$BASE/v1/creators/$CREATOR/balance"
THROUGH=$(date -u -d '+15 days' +%F 2>/dev/null || date -u -v+15d +%F)
call "$OPERATOR" "$BASE/v1/settlements" -H "Idempotency-Key: $(key)" -d "{\"through\": \"$THROUGH\"}"
call "$LANTERN" "$BASE/v1/creators/$CREATOR/balance"

# 10. Debits and credits of all accounts, which must be the same.
call "$OPERATOR" "$BASE/v1/ledger/trial-balance"

# 11. Being told instead of asking: an endpoint with its secret, and no longer.
ENDPOINT=$(call "$LANTERN" "$BASE/v1/webhook-endpoints" -d '{"url": "http://127.0.0.1:9000/hooks", "events": ["order.paid"]}')
echo "$ENDPOINT"
ENDPOINT=$(echo "$ENDPOINT" | first whe)
call "$LANTERN" "$BASE/v1/webhook-endpoints/$ENDPOINT/deliveries"
call "$LANTERN" -X DELETE "$BASE/v1/webhook-endpoints/$ENDPOINT"
