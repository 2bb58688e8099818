package dev.weir.service;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Serves the listeners that {@code config/application.yml} defines. */
@SpringBootApplication
public class WeirApplication {

    public static void main(String[] args) {
        NameCache.shorten();
        var application = new SpringApplication(WeirApplication.class);
        // The process is this service's alone.
        application.setDefaultProperties(Map.of("weir.carriers.adaptive", "true"));
        application.run(args);
    }

    @Bean
    @ConditionalOnProperty(ReadinessUrlFile.VARIABLE)
    ReadinessUrlFile readinessUrlFile(
            @Value("${" + ReadinessUrlFile.VARIABLE + "}") Path file, PathMappedEndpoints endpoints) {
        return new ReadinessUrlFile(file, endpoints);
    }
}
