package io.paideia.bench;

import io.paideia.channels.Channels;
import io.paideia.channels.Protocol;
import io.paideia.channels.bank.OpenBook;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.type.filter.AssignableTypeFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server's own channels without the rest of the server. Only the bank's book is another one,
 * which needs no database.
 */
final class Adapters implements AutoCloseable {

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext();

    /**
     * @param settings as the server would be given them
     */
    Adapters(Map<String, Object> settings) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("bench", settings));
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(context, false);
        scanner.addIncludeFilter(new AssignableTypeFilter(Protocol.class));
        scanner.scan(Protocol.class.getPackageName());
        context.registerBean(JsonMapper.class, JsonMapper::shared);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(OpenBook.class);
        context.registerBean(Channels.class);
        context.refresh();
    }

    Channels channels() {
        return context.getBean(Channels.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
