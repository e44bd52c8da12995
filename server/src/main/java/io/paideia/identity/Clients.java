package io.paideia.identity;

import io.paideia.ids.TypeId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/** Platforms as the authorization server sees them. Thread-safe. */
@Component
final class Clients implements RegisteredClientRepository {

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    private static final String SELECT =
            "SELECT id, client_id, secret_hash, name, scopes FROM identity.platform";

    private final JdbcClient database;

    Clients(JdbcClient database) {
        this.database = database;
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("Platforms are made by the operator");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        try {
            return find("id = ?", PlatformId.parse(id).value());
        } catch (TypeId.MalformedId e) {
            return null;
        }
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return find("client_id = ?", clientId);
    }

    private @Nullable RegisteredClient find(String condition, Object value) {
        return database.sql(SELECT + " WHERE " + condition)
                .param(value)
                .query(
                        (row, i) -> {
                            PlatformId id = new PlatformId(row.getObject("id", UUID.class));
                            String[] scopes = (String[]) row.getArray("scopes").getArray();
                            return RegisteredClient.withId(id.toString())
                                    .clientId(row.getString("client_id"))
                                    .clientSecret(row.getString("secret_hash"))
                                    .clientName(row.getString("name"))
                                    .clientAuthenticationMethod(
                                            ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                                    .authorizationGrantType(
                                            AuthorizationGrantType.CLIENT_CREDENTIALS)
                                    .scopes(all -> all.addAll(List.of(scopes)))
                                    .tokenSettings(
                                            TokenSettings.builder()
                                                    .accessTokenTimeToLive(TOKEN_LIFE)
                                                    .build())
                                    .build();
                        })
                .optional()
                .orElse(null);
    }
}
