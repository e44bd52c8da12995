package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Payout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Status reports, pain.002.001.03. */
final class Pain002 {

    private Pain002() {}

    static String of(Payout payout, String id, Instant at) {
        String status =
                switch (payout.status()) {
                    case PENDING -> "ACCP";
                    case SUCCEEDED -> "ACSC";
                    case FAILED -> "RJCT";
                };
        return of(
                payout.detail("message").orElse(""),
                payout.reference(),
                status,
                payout.status() == Payout.Status.FAILED
                        ? payout.detail("reason").orElse("AC04")
                        : "",
                id,
                at);
    }

    static String of(
            String message, String endToEnd, String status, String reason, String id, Instant at) {
        Message report = new Message("pain.002.001.03");
        report.open("CstmrPmtStsRpt")
                .open("GrpHdr")
                .leaf("MsgId", id)
                .leaf("CreDtTm", at.truncatedTo(ChronoUnit.SECONDS).toString())
                .close(1)
                .open("OrgnlGrpInfAndSts")
                .leaf("OrgnlMsgId", message)
                .leaf("OrgnlMsgNmId", "pain.001")
                .close(1)
                .open("OrgnlPmtInfAndSts")
                .leaf("OrgnlPmtInfId", message)
                .open("TxInfAndSts")
                .leaf("OrgnlEndToEndId", endToEnd)
                .leaf("TxSts", status)
                .leaf("StsRsnInf/Rsn/Cd", reason);
        return report.close(3).written();
    }
}
