/** Trains in a pod of a cluster: a Job or Kubeflow's TrainJob. */
package io.jenkins.plugins.cd4ml.engine.train.kubernetes;
