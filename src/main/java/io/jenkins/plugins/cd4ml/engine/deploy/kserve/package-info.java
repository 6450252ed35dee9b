/** Models served by KServe: InferenceServices made from the registry's entry. */
package io.jenkins.plugins.cd4ml.engine.deploy.kserve;
