module cd4ml/operator

go 1.25.0

require (
	k8s.io/apimachinery v0.34.5
	k8s.io/client-go v0.34.5
	sigs.k8s.io/controller-runtime v0.22.5
)
