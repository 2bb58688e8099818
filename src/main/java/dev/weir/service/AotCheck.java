package dev.weir.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.SpringProperties;

/** Starts the service without the beans that Spring AOT found, where the settings would give others. */
final class AotCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final Logger log = LoggerFactory.getLogger(AotCheck.class);

    /**
     * Enables Spring AOT where the application was processed with it, unless {@code spring.aot.enabled} says otherwise, and returns
     * whether it is enabled.
     */
    static boolean isWanted() {
        if (SpringProperties.getProperty(AotDetector.AOT_ENABLED) == null
                && AotCheck.class.getClassLoader().getResource(AotSettings.RESOURCE) != null) {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED);
        }
        return AotDetector.useGeneratedArtifacts();
    }

    /** Called when all settings are there and nothing of Spring AOT has been used. */
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        String changed = load().findChanged(event.getEnvironment());
        if (changed != null) {
            log.info("Starting without Spring AOT, which takes longer: it has fixed {} to another value.", changed);
            SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
        }
    }

    private static AotSettings load() {
        try (InputStream resource = AotCheck.class.getClassLoader().getResourceAsStream(AotSettings.RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(AotSettings.RESOURCE + " is missing: start without "
                        + AotDetector.AOT_ENABLED + ", or process the application with Spring AOT.");
            }
            return AotSettings.parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
