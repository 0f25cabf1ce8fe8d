/** Offers the components to Pulumi programs in Python, Go, Java, .NET and YAML: `pulumi package add ./infra/plugin`. */
import { componentProviderHost } from '@pulumi/pulumi/provider/experimental/index.js';
import * as components from '../components/index.ts';

void componentProviderHost({ name: 'pinflow', dirname: import.meta.dirname, components: Object.values(components) });
