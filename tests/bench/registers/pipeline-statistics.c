// pipeline-statistics: what a Vulkan driver's compiler says of one compute shader, without the GPU it compiles for.
// pipeline-statistics DRIVER.so SHADER.spv ENTRY_POINT prints a line "name<tab>value" for every statistic.
// The driver is loaded by itself, not through the loader, and no queue is ever used: Mesa's RADV with RADV_FORCE_FAMILY compiles
// on any machine, but has nothing to run on. The layout is that of our kernels: group 0 tensors, group 1 Params.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <vulkan/vk_icd.h>
#include <vulkan/vulkan.h>

enum { MAX_TENSORS = 9, MAX_STATISTICS = 64, PUSH_CONSTANT_BYTES = 128 };

#define CHECK(call) \
	do { \
		VkResult result = (call); \
		if (result != VK_SUCCESS) { \
			fprintf(stderr, "%s: VkResult %d\n", #call, result); \
			exit(1); \
		} \
	} while (0)

static void *load(void *driver, const char *symbol) {
	void *found = dlsym(driver, symbol);
	if (found == NULL) {
		fprintf(stderr, "%s: not in the driver\n", symbol);
		exit(1);
	}
	return found;
}

static uint32_t *read_file(const char *path, size_t *bytes) {
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		perror(path);
		exit(1);
	}
	fseek(file, 0, SEEK_END);
	*bytes = (size_t)ftell(file);
	rewind(file);
	uint32_t *words = malloc(*bytes);
	if (words == NULL || fread(words, 1, *bytes, file) != *bytes) {
		fprintf(stderr, "%s: not read\n", path);
		exit(1);
	}
	fclose(file);
	return words;
}

int main(int count, char **arguments) {
	if (count != 4) {
		fputs("expected DRIVER.so SHADER.spv ENTRY_POINT\n", stderr);
		return 2;
	}
	void *driver = dlopen(arguments[1], RTLD_NOW);
	if (driver == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	PFN_vkGetInstanceProcAddr of_instance = (PFN_vkGetInstanceProcAddr)load(driver, "vk_icdGetInstanceProcAddr");
	PFN_vkNegotiateLoaderICDInterfaceVersion negotiate =
		(PFN_vkNegotiateLoaderICDInterfaceVersion)load(driver, "vk_icdNegotiateLoaderICDInterfaceVersion");
	uint32_t version = 5;
	CHECK(negotiate(&version));

	VkInstance instance = VK_NULL_HANDLE;
#define INSTANCE(name) PFN_##name name = (PFN_##name)of_instance(instance, #name)
	INSTANCE(vkCreateInstance);
	VkApplicationInfo application = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO, .apiVersion = VK_API_VERSION_1_3};
	VkInstanceCreateInfo instance_info = {
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &application};
	CHECK(vkCreateInstance(&instance_info, NULL, &instance));
	INSTANCE(vkEnumeratePhysicalDevices);
	INSTANCE(vkGetPhysicalDeviceFeatures2);
	INSTANCE(vkGetPhysicalDeviceProperties);
	INSTANCE(vkCreateDevice);
	INSTANCE(vkGetDeviceProcAddr);
	uint32_t devices = 1;
	VkPhysicalDevice physical;
	vkEnumeratePhysicalDevices(instance, &devices, &physical);
	if (devices == 0) {
		fputs("the driver has no device: is RADV_FORCE_FAMILY set?\n", stderr);
		return 1;
	}
	VkPhysicalDeviceProperties properties;
	vkGetPhysicalDeviceProperties(physical, &properties);
	printf("device\t%s\n", properties.deviceName);

	VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR executables = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PIPELINE_EXECUTABLE_PROPERTIES_FEATURES_KHR};
	VkPhysicalDeviceVulkan13Features features13 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES, .pNext = &executables};
	VkPhysicalDeviceVulkan12Features features12 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, .pNext = &features13};
	VkPhysicalDeviceVulkan11Features features11 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, .pNext = &features12};
	VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &features11};
	vkGetPhysicalDeviceFeatures2(physical, &features);
	float priority = 1;
	VkDeviceQueueCreateInfo queue = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, .queueCount = 1, .pQueuePriorities = &priority};
	const char *extension = VK_KHR_PIPELINE_EXECUTABLE_PROPERTIES_EXTENSION_NAME;
	VkDeviceCreateInfo device_info = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
		.pNext = &features,
		.queueCreateInfoCount = 1,
		.pQueueCreateInfos = &queue,
		.enabledExtensionCount = 1,
		.ppEnabledExtensionNames = &extension};
	VkDevice device;
	CHECK(vkCreateDevice(physical, &device_info, NULL, &device));
#define DEVICE(name) PFN_##name name = (PFN_##name)vkGetDeviceProcAddr(device, #name)
	DEVICE(vkCreateShaderModule);
	DEVICE(vkCreateDescriptorSetLayout);
	DEVICE(vkCreatePipelineLayout);
	DEVICE(vkCreateComputePipelines);
	DEVICE(vkGetPipelineExecutableStatisticsKHR);

	VkDescriptorSetLayout groups[2];
	for (uint32_t group = 0; group < 2; group++) {
		VkDescriptorSetLayoutBinding bindings[MAX_TENSORS];
		for (uint32_t i = 0; i < MAX_TENSORS; i++) {
			bindings[i] = (VkDescriptorSetLayoutBinding){
				.binding = i,
				.descriptorType = group == 0 ? VK_DESCRIPTOR_TYPE_STORAGE_BUFFER : VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
				.descriptorCount = 1,
				.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT};
		}
		VkDescriptorSetLayoutCreateInfo group_info = {
			.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
			.bindingCount = group == 0 ? MAX_TENSORS : 1,
			.pBindings = bindings};
		CHECK(vkCreateDescriptorSetLayout(device, &group_info, NULL, &groups[group]));
	}
	VkPushConstantRange constants = {.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT, .size = PUSH_CONSTANT_BYTES};
	VkPipelineLayoutCreateInfo layout_info = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
		.setLayoutCount = 2,
		.pSetLayouts = groups,
		.pushConstantRangeCount = 1,
		.pPushConstantRanges = &constants};
	VkPipelineLayout layout;
	CHECK(vkCreatePipelineLayout(device, &layout_info, NULL, &layout));

	VkShaderModuleCreateInfo module_info = {.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
	module_info.pCode = read_file(arguments[2], &module_info.codeSize);
	VkShaderModule module;
	CHECK(vkCreateShaderModule(device, &module_info, NULL, &module));
	VkComputePipelineCreateInfo pipeline_info = {
		.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
		.flags = VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR,
		.stage = {
			.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
			.stage = VK_SHADER_STAGE_COMPUTE_BIT,
			.module = module,
			.pName = arguments[3]},
		.layout = layout};
	VkPipeline pipeline;
	CHECK(vkCreateComputePipelines(device, VK_NULL_HANDLE, 1, &pipeline_info, NULL, &pipeline));

	VkPipelineExecutableStatisticKHR statistics[MAX_STATISTICS] = {0};
	for (uint32_t i = 0; i < MAX_STATISTICS; i++) {
		statistics[i].sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_STATISTIC_KHR;
	}
	uint32_t found = MAX_STATISTICS;
	VkPipelineExecutableInfoKHR executable = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INFO_KHR, .pipeline = pipeline};
	CHECK(vkGetPipelineExecutableStatisticsKHR(device, &executable, &found, statistics));
	for (uint32_t i = 0; i < found; i++) {
		if (statistics[i].format != VK_PIPELINE_EXECUTABLE_STATISTIC_FORMAT_UINT64_KHR) continue;
		printf("%s\t%llu\n", statistics[i].name, (unsigned long long)statistics[i].value.u64);
	}
	fflush(stdout);
	// Tearing the driver down without a device behind it may crash it.
	_exit(0);
}
