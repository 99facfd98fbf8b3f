import type { InjectionKey } from 'vue'
import type { Api } from './api.ts'
import { required } from './inject.ts'

export const apiKey: InjectionKey<Api> = Symbol('api')
export const useApi = (): Api => required(apiKey)
