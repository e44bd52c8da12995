package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Payouts.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * {@code /v3/fund-app/mch-transfer/transfer-bills}: money to a person's balance, who has to confirm
 * that it is wanted. Here people confirm after two seconds, but an openid that ends with {@code
 * _absent} never does, and one that ends with {@code _frozen} belongs to an account that cannot
 * receive. A name that begins with {@code Wrong} is not the receiver's.
 */
final class Transferring {

    private static final Pattern NUMBER = Pattern.compile("[0-9A-Za-z]{1,32}");
    private static final Duration CONFIRMS_AFTER = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);
    private static final long NAME_NEEDED_FROM_FEN = 200_000;
    private static final long NAME_TAKEN_FROM_FEN = 30;

    private final Account account;
    private final Engine engine;

    /** An answer, and whether this very call made the transfer. */
    private record Taken(Answer answer, boolean fresh) {}

    Transferring(Account account, Engine engine) {
        this.account = account;
        this.engine = engine;
        engine.payouts()
                .all()
                .filter(payout -> payout.channel().equals(WechatChannel.NAME))
                .filter(payout -> payout.status() == Payout.Status.PENDING)
                .forEach(payout -> plan(payout));
    }

    Answer transfer(Call call) {
        Payout asked = asked(call);
        Taken taken =
                engine.payouts()
                        .decide(
                                WechatChannel.NAME,
                                asked.reference(),
                                stored ->
                                        stored.map(earlier -> again(earlier, asked))
                                                .orElseGet(
                                                        () ->
                                                                Decision.change(
                                                                        new Taken(
                                                                                made(asked), true),
                                                                        asked)));
        if (taken.fresh()) {
            plan(asked);
        }
        return taken.answer();
    }

    Answer query(Call call) {
        return engine.payouts()
                .find(WechatChannel.NAME, call.name())
                .<Answer>map(payout -> new Answer.Done(members(account, payout, "mch_id")))
                .orElseGet(Transferring::notFound);
    }

    /** Only what nobody confirmed yet can be taken back. */
    Answer cancel(Call call) {
        return engine.payouts()
                .decide(
                        WechatChannel.NAME,
                        call.name(),
                        stored -> {
                            if (stored.isEmpty()) {
                                return Decision.keep(notFound());
                            }
                            Payout payout = stored.get();
                            if (payout.status() == Payout.Status.SUCCEEDED) {
                                return Decision.keep(Answer.invalid("转账单状态不允许撤销"));
                            }
                            Payout after =
                                    payout.status() == Payout.Status.PENDING
                                            ? failed(payout, "cancelled", "true")
                                            : payout;
                            Map<String, Object> members = new LinkedHashMap<>();
                            members.put("out_bill_no", after.reference());
                            members.put("transfer_bill_no", after.number());
                            members.put("state", "CANCELING");
                            members.put("update_time", Beijing.rfc3339(engine.clock().instant()));
                            return Decision.change(new Answer.Done(members), after);
                        });
    }

    private Decision<Taken> again(Payout earlier, Payout asked) {
        boolean same =
                earlier.amount().equals(asked.amount()) && earlier.payee().equals(asked.payee());
        return Decision.keep(
                new Taken(
                        same
                                ? made(earlier)
                                : new Answer.Failed(400, "ALREADY_EXISTS", "商户单号已存在且参数不一致"),
                        false));
    }

    private Payout asked(Call call) {
        if (!account.isOurs(call.required("/appid"))) {
            throw new Answer.Rejected(
                    new Answer.Failed(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"));
        }
        String reference = call.required("/out_bill_no");
        if (!NUMBER.matcher(reference).matches()) {
            throw Answer.Rejected.parameter("out_bill_no: 1-32 [0-9A-Za-z]");
        }
        Amount amount = call.amount("/transfer_amount");
        Map<String, String> details = new HashMap<>();
        details.put("scene", call.required("/transfer_scene_id"));
        details.put("remark", call.required("/transfer_remark"));
        details.put("serial", call.serial());
        details.put("package_info", UUID.randomUUID().toString().replace("-", "") + "==");
        if (details.get("remark").length() > 32) {
            throw Answer.Rejected.parameter("transfer_remark: 1-32");
        }
        requireReports(call.body().at("/transfer_scene_report_infos"));
        name(call, amount).ifPresent(name -> details.put("name", name));
        Instant now = engine.clock().instant();
        return new Payout(
                WechatChannel.NAME,
                reference,
                "1330"
                        + Beijing.digits(now)
                        + String.format("%012d", engine.random().nextLong(1L << 39)),
                amount,
                call.required("/openid"),
                Payout.Status.PENDING,
                call.address("/notify_url"),
                now,
                null,
                details);
    }

    private static void requireReports(JsonNode reports) {
        if (!reports.isArray() || reports.isEmpty()) {
            throw Answer.Rejected.parameter("transfer_scene_report_infos");
        }
        for (JsonNode report : reports) {
            if (report.path("info_type").asString("").isBlank()
                    || report.path("info_content").asString("").isBlank()) {
                throw Answer.Rejected.parameter("transfer_scene_report_infos");
            }
        }
    }

    private Optional<String> name(Call call, Amount amount) {
        Optional<String> sealed = call.text("/user_name");
        if (sealed.isEmpty()) {
            if (amount.minor() >= NAME_NEEDED_FROM_FEN) {
                throw Answer.Rejected.parameter("user_name: 转账金额大于等于2000元时必填");
            }
            return Optional.empty();
        }
        if (amount.minor() < NAME_TAKEN_FROM_FEN) {
            throw Answer.Rejected.parameter("user_name: 转账金额小于0.3元时不支持");
        }
        Optional<String> name =
                account.platform()
                        .named(call.serial())
                        .flatMap(key -> Cipher.open(sealed.get(), key));
        if (name.isEmpty()) {
            throw Answer.Rejected.parameter("user_name: 敏感信息解密失败");
        }
        return name;
    }

    private void plan(Payout payout) {
        Duration wait = payout.payee().endsWith("_absent") ? LONGEST_WAIT : CONFIRMS_AFTER;
        Instant due = payout.createdAt().plus(wait);
        // After a restart not before the notices have looked at what is theirs to resume.
        Instant soonest = engine.clock().instant().plusSeconds(1);
        engine.notices()
                .later(due.isBefore(soonest) ? soonest : due, () -> end(payout.reference()));
    }

    private void end(String reference) {
        Payout after =
                engine.payouts()
                        .decide(
                                WechatChannel.NAME,
                                reference,
                                stored -> {
                                    Payout payout = stored.orElseThrow();
                                    if (payout.status() != Payout.Status.PENDING) {
                                        return Decision.keep(payout);
                                    }
                                    Payout ended = ended(payout);
                                    return Decision.change(ended, ended);
                                });
        engine.notices().announce(after);
    }

    private Payout ended(Payout payout) {
        if (payout.payee().endsWith("_absent")) {
            return failed(payout, "fail_reason", "OVERDUE_CLOSE");
        }
        if (payout.payee().endsWith("_frozen")) {
            return failed(payout, "fail_reason", "PAYEE_ACCOUNT_ABNORMAL");
        }
        if (payout.detail("name").orElse("").startsWith("Wrong")) {
            return failed(payout, "fail_reason", "NAME_NOT_CORRECT");
        }
        return payout.ended(Payout.Status.SUCCEEDED, engine.clock().instant());
    }

    private Payout failed(Payout payout, String detail, String value) {
        Map<String, String> details = new HashMap<>(payout.details());
        details.put(detail, value);
        return new Payout(
                payout.channel(),
                payout.reference(),
                payout.number(),
                payout.amount(),
                payout.payee(),
                Payout.Status.FAILED,
                payout.notifyUrl(),
                payout.createdAt(),
                engine.clock().instant(),
                details);
    }

    private static Answer made(Payout payout) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("out_bill_no", payout.reference());
        members.put("transfer_bill_no", payout.number());
        members.put("create_time", Beijing.rfc3339(payout.createdAt()));
        members.put("state", state(payout));
        payout.detail("fail_reason").ifPresent(why -> members.put("fail_reason", why));
        if (payout.status() == Payout.Status.PENDING) {
            members.put("package_info", payout.detail("package_info").orElse(""));
        }
        return new Answer.Done(members);
    }

    /** A transfer as queries and notices show it, which name the merchant differently. */
    static Map<String, Object> members(Account account, Payout payout, String merchantName) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(merchantName, account.mchId());
        members.put("out_bill_no", payout.reference());
        members.put("transfer_bill_no", payout.number());
        members.put("appid", account.appId());
        members.put("state", state(payout));
        members.put("transfer_amount", payout.amount().minor());
        members.put("transfer_remark", payout.detail("remark").orElse(""));
        payout.detail("fail_reason").ifPresent(why -> members.put("fail_reason", why));
        members.put("openid", payout.payee());
        members.put("create_time", Beijing.rfc3339(payout.createdAt()));
        Instant endedAt = payout.endedAt();
        members.put("update_time", Beijing.rfc3339(endedAt == null ? payout.createdAt() : endedAt));
        return members;
    }

    private static String state(Payout payout) {
        return switch (payout.status()) {
            case PENDING -> "WAIT_USER_CONFIRM";
            case SUCCEEDED -> "SUCCESS";
            case FAILED -> payout.detail("cancelled").isPresent() ? "CANCELLED" : "FAIL";
        };
    }

    private static Answer notFound() {
        return new Answer.Failed(404, "NOT_FOUND", "记录不存在");
    }
}
