package com.example;

import dev.weir.client.FrameClient;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

@SpringBootApplication
public class ShoutApplication {

    /** A message, as JSON. */
    public record Word(String text) {}

    public static void main(String[] args) {
        SpringApplication.run(ShoutApplication.class, args);
    }

    /** A lambda, whose types only the bean's definition has. */
    @Bean
    FrameHandler<Word, Word> shout(FrameClient<Word, Word> suffixes) {
        return (word, _) -> suffixes.call(new Word(word.text().toUpperCase(Locale.ROOT)));
    }

    @Component("suffix")
    static class Suffix implements FrameHandler<Word, Word> {

        private final ObservationRegistry registry;

        Suffix(ObservationRegistry registry) {
            this.registry = registry;
        }

        @Override
        public Word handle(Word word, FrameSession session) throws IOException {
            return new Word(word.text() + (registry.getCurrentObservation() == null ? " timed" : " observed"));
        }
    }
}
