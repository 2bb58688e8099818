package dev.weir.service;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.aot.AbstractAotProcessor;

/** Serves the listeners that {@code config/application.yml} defines. */
@SpringBootApplication(proxyBeanMethods = false)
public class WeirApplication {

    public static void main(String[] args) {
        NameCache.shorten();
        var application = new SpringApplication(WeirApplication.class);
        // The process is this service's alone.
        application.setDefaultProperties(Map.of("weir.carriers.adaptive", "true"));
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            var recorder = new AotRecorder();
            application.addListeners(recorder);
            application.addInitializers(recorder);
        } else if (AotCheck.isWanted()) {
            application.addListeners(new AotCheck());
        }
        application.run(args);
    }

    /** Without the variable it writes nothing: no condition, since Spring AOT evaluates those when the service is built. */
    @Bean
    ReadinessUrlFile readinessUrlFile(
            @Value("${" + ReadinessUrlFile.VARIABLE + ":#{null}}") @Nullable Path file, PathMappedEndpoints endpoints) {
        return new ReadinessUrlFile(file, endpoints);
    }
}
