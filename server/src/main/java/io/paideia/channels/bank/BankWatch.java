package io.paideia.channels.bank;

import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reads the last days' statements now and then, whether or not anybody asks for a payment: a payout
 * that came back, or money that fits nothing, may stand there alone, its notice lost. Several
 * servers may do so at once, for each entry counts once.
 */
@Component
final class BankWatch {

    private final Channels channels;

    BankWatch(Channels channels) {
        this.channels = channels;
    }

    @Scheduled(
            initialDelayString = "${paideia.channels.statements:10m}",
            fixedDelayString = "${paideia.channels.statements:10m}")
    void look() {
        for (Channel channel : channels.all()) {
            if (channel instanceof Bank bank) {
                bank.look();
            }
        }
    }
}
