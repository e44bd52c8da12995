package io.paideia.payments;

import io.paideia.channels.Channel;
import io.paideia.channels.Protocol;
import org.springframework.stereotype.Component;

/** Opens {@link ScriptedChannel} for tests that configure it; no real provider is like this. */
@Component
public final class ScriptedProtocol implements Protocol<ScriptedProtocol.Settings> {

    /** Turns it on for one test. */
    public static final String ON = "paideia.channels.scripted.protocol=scripted";

    /** Nothing else is to be set. */
    public record Settings(String protocol) {}

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Class<Settings> settings() {
        return Settings.class;
    }

    @Override
    public Channel open(String name, Settings settings) {
        return new ScriptedChannel(name);
    }
}
