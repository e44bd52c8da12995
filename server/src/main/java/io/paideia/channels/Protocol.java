package io.paideia.channels;

/**
 * A provider's folder: opens a channel for each account that is configured under {@code
 * paideia.channels.<name>}. The name is the protocol's own, or the setting {@code protocol} says
 * which one is meant, so that a platform may have two accounts at one provider. Implementations are
 * Spring components; they may have whatever they need injected.
 *
 * @param <S> the settings of one account, a record that Spring Boot binds
 */
public interface Protocol<S> {

    /** One word, such as {@code alipay}. */
    String name();

    Class<S> settings();

    /**
     * Opens the account; no network.
     *
     * @param name the channel's name in accounts and paths
     * @throws IllegalStateException if the settings cannot be right; without quoting a key
     */
    Channel open(String name, S settings);
}
