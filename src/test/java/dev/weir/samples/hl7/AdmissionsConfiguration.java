package dev.weir.samples.hl7;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AdmissionsConfiguration {

    @Bean
    AdmissionsHandler admissions(HapiContext hapi, Admission.Store store) {
        return new AdmissionsHandler(hapi.getPipeParser(), store);
    }

    @Bean
    HapiContext hapi() {
        // Versions are backward compatible: messages of earlier ones are read as 2.5.
        var hapi = new DefaultHapiContext(new CanonicalModelClassFactory("2.5"));
        // By default, HAPI counts the ids of messages in a file in the working directory.
        var ids = new AtomicLong(System.currentTimeMillis() * 1000);
        hapi.getParserConfiguration().setIdGenerator(() -> Long.toString(ids.incrementAndGet()));
        return hapi;
    }
}
