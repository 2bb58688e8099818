package dev.weir.autoconfigure;

import dev.weir.frame.FrameHandler;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that is loaded by a class loader of its own for each start, as spring-boot-devtools does it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class RestartedApplication implements Function<String[], ConfigurableApplicationContext> {

    /** A message, whose type Weir must not keep. */
    public record Word(String text) {}

    @Bean
    FrameHandler<Word, Word> shout() {
        return (word, _) -> new Word(word.text().toUpperCase(Locale.ROOT));
    }

    /** @param settings each {@code key=value} */
    @Override
    public ConfigurableApplicationContext apply(String[] settings) {
        return new SpringApplicationBuilder(RestartedApplication.class)
                .properties(settings)
                .run();
    }
}
