package io.paideia.identity;

import io.paideia.identity.Platforms.NewPlatform;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Makes the first operator before the first request is taken. Of several servers that start at once
 * one makes it; the unique client id decides.
 */
@Component
final class Bootstrap implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

    private final BootstrapSettings settings;
    private final Platforms platforms;
    private final Passwords passwords;

    Bootstrap(BootstrapSettings settings, Platforms platforms, Passwords passwords) {
        this.settings = settings;
        this.platforms = platforms;
        this.passwords = passwords;
    }

    @Override
    public void afterPropertiesSet() {
        String clientId = settings.operatorClientId();
        String secret = settings.operatorSecret();
        if (empty(clientId) && empty(secret)) {
            return;
        }
        if (clientId == null || secret == null || empty(clientId) || empty(secret)) {
            throw new IllegalStateException(
                    "paideia.bootstrap needs both operator-client-id and operator-secret");
        }
        if (platforms.findByClientId(clientId).isPresent()) {
            return;
        }
        boolean made =
                platforms
                        .add(
                                new NewPlatform(
                                        PlatformId.next(),
                                        clientId,
                                        passwords.hash(secret),
                                        "Operator",
                                        "operator",
                                        Scopes.ALL))
                        .isPresent();
        if (made) {
            log.info("Made the operator {}", clientId);
        } else if (platforms.findByClientId(clientId).isEmpty()) {
            throw new IllegalStateException(
                    "Cannot make the operator " + clientId + ": there is another one already");
        }
    }

    private static boolean empty(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
